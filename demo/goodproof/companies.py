"""The invented employers of Goodproof."""

from demo.content import Employer, Mark

EMPLOYERS = (
    Employer("serifold", "Serifold", Mark("serif", "#1B1B1B", "#EFE4D2")),
    Employer("honeydraft", "Honeydraft", Mark("comb", "#3A2600", "#FFC53D")),
    Employer("ninefold-ferry", "Ninefold Ferry", Mark("ferry", "#E4572E")),
    Employer("larkspindle", "Larkspindle Press", Mark("spindle", "#FDF3E1", "#0F5257")),
    Employer("tidepenny", "Tidepenny", Mark("tide", "#FFFFFF", "#1769AA")),
    Employer("oblique-orchard", "Oblique Orchard", Mark("orchard", "#D7263D")),
    Employer("kettlemoth", "Kettlemoth", Mark("moth", "#F6D8FF", "#3D1F5C")),
    Employer("fernhaul", "Fernhaul", Mark("fern", "#2E8B57")),
    Employer("ordinary-machines", "Museum of Ordinary Machines", Mark("cog", "#171717", "#F2B705")),
    Employer("calmbarrow", "Calmbarrow", Mark("barrow", "#FFE3D8", "#B4532A")),
    Employer("papertram", "Papertram", Mark("tram", "#6C7BD6")),
    Employer("quartoleaf", "Quartoleaf", Mark("quarto", "#FFFFFF", "#C2185B")),
)
