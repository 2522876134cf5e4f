from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="boardsettings",
            name="title_face",
            field=models.CharField(
                choices=[
                    (
                        "layout",
                        "As the layout has it: Familjen Grotesk for ledger, Young Serif for gallery",
                    ),
                    ("familjen-grotesk", "Familjen Grotesk"),
                    ("young-serif", "Young Serif"),
                    ("system", "A typeface of the reader’s system; nothing is fetched"),
                ],
                db_default="layout",
                default="layout",
                max_length=20,
                verbose_name="typeface of titles",
            ),
        ),
    ]
