"""Triggers are installed by `migrate`, changed with their declaration, and gone when it is gone."""

import pytest
from django.core.management import call_command
from django.db import connection

from caching import triggers
from caching.triggers import Derived, Trigger, declare, install, missing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(triggers, "_declared", dict(triggers._declared))


def counter(event, step=1):
    return Trigger(
        name=f"test_{event.lower()}",
        table="django_site_test",
        event=event,
        body=f"UPDATE test_total SET total = total + {step};",  # noqa: S608 - a number
    )


@pytest.fixture
def tables():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_site_test (id integer PRIMARY KEY, name varchar(20))")
        cursor.execute("CREATE TABLE test_total (total integer)")
        cursor.execute("INSERT INTO test_total VALUES (0)")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def total():
    return run("SELECT total FROM test_total")[0][0]


def derived(*made, refill=()):
    return Derived(name="test", triggers=lambda vendor: made, refill=lambda vendor: refill)


def test_a_declared_trigger_fires_for_any_statement(tables):
    declare(derived(counter("INSERT"), counter("DELETE", -1)))
    assert sorted(missing()) == ["test_delete", "test_insert"]
    install()
    assert missing() == []
    run("INSERT INTO django_site_test VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    run("DELETE FROM django_site_test WHERE id > 1")
    assert total() == 1


def test_what_is_there_already_is_derived_once(tables):
    run("INSERT INTO django_site_test VALUES (1, 'a'), (2, 'b')")
    count = "UPDATE test_total SET total = total + (SELECT count(*) FROM django_site_test)"
    declare(derived(counter("INSERT"), refill=[count]))
    install()
    assert total() == 2
    install()
    assert total() == 2, "nothing new was installed"


def test_a_changed_declaration_replaces_the_trigger(tables):
    declare(derived(counter("INSERT")))
    install()
    declare(derived(counter("INSERT", 10)))
    assert missing() == ["test_insert"]
    install()
    run("INSERT INTO django_site_test VALUES (1, 'a')")
    assert total() == 10


def test_what_is_no_longer_declared_is_dropped(tables):
    declare(derived(counter("INSERT")))
    install()
    del triggers._declared["test"]
    install()
    run("INSERT INTO django_site_test VALUES (1, 'a')")
    assert total() == 0


def test_a_set_whose_table_is_not_there_yet_waits(tables):
    declare(derived(Trigger(name="test_later", table="not_there_yet", event="INSERT", body="SELECT 1;")))
    install()
    assert missing() == ["test_later"]


def test_migrate_installs(tables):
    declare(derived(counter("INSERT")))
    call_command("migrate", verbosity=0)
    assert missing() == []


def test_migrations_meet_no_trigger_where_the_database_would_refuse_them(tables):
    declare(derived(counter("INSERT")))
    install()
    triggers.drop_before_migrate(plan=[("a migration", False)])
    assert ("test_insert" in missing()) == (connection.vendor == "sqlite")
    install()
    assert missing() == []


def test_a_plan_without_migrations_leaves_triggers_alone(tables):
    declare(derived(counter("INSERT")))
    install()
    triggers.drop_before_migrate(plan=[])
    assert missing() == []
