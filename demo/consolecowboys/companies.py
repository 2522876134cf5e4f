"""The invented employers of consolecowboys."""

from demo.content import Employer, Mark

EMPLOYERS = (
    Employer("haldergate", "Haldergate", Mark("gate", "#FFFFFF", "#1F4E5F")),
    Employer("brindlecast", "Brindlecast", Mark("waves", "#FFD7A8", "#7A2E1D")),
    Employer("morrowtide", "Morrowtide Grid", Mark("bolt", "#0B2A3C", "#8FD3E8")),
    Employer("ravelpoint", "Ravelpoint", Mark("threads", "#C95D3A")),
    Employer("mapleshear", "Mapleshear", Mark("anycast", "#FFFFFF", "#A3212B")),
    Employer("pinwhistle", "Pinwhistle", Mark("pin", "#2B1B54", "#F7C948")),
    Employer("sigilworth", "Sigilworth", Mark("seal", "#B08A2E")),
    Employer("oatmere", "Oatmere", Mark("crates", "#F4EBD3", "#49652B")),
    Employer("dunlaithe", "Dunlaithe", Mark("cross", "#FFFFFF", "#0E7C66")),
    Employer("abacus-hollow", "Abacus Hollow", Mark("abacus", "#5B6FB5")),
    Employer("tessaway", "Tessaway", Mark("tessera", "#FFFFFF", "#5A2A82")),
    Employer("lumenfallow", "Lumenfallow", Mark("furrows", "#FFE9A8", "#2F5D34")),
    Employer("juniperlatch", "Juniperlatch", Mark("latch", "#3E8E8C")),
    Employer("civilcord", "Civilcord", Mark("knot", "#FFFFFF", "#2255A4")),
    Employer("bellwort", "Bellwort", Mark("bell", "#D98A1F")),
    Employer("gantryloop", "Gantryloop", Mark("loop", "#111417", "#9BE15D")),
    Employer("nettlebank", "Nettlebank", Mark("leaf", "#D6F5C8", "#14532D")),
    Employer("kestrivane", "Kestrivane", Mark("vane", "#FFFFFF", "#C2410C")),
    Employer("thrushgate", "Thrushgate Mutual", Mark("shelter", "#7C6A9C")),
    Employer("ferrowake", "Ferrowake", Mark("ingot", "#E8E8E8", "#3B3F46")),
    Employer("tundrafold", "Tundrafold", Mark("fold", "#DDF1FA", "#12344D")),
    Employer("saltmarrow", "Saltmarrow", None),
    Employer("kilnhaven", "Kilnhaven", Mark("kiln", "#FFB36B", "#5B2616")),
)
