"""Who reaches a listing by a token: its contact, or one of its company's people."""

from boards import tokens
from boards.links import rows_of_token
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services.rights import has_access, is_of_company


class LinkEnded(Exception):
    """The link was one of a person's, and works no longer."""


def submission_of(token: str, *, salt: str = Submission.LINK_SALT) -> Submission | None:
    """Return the submission, which remembers who reached it; None for what was never a link. Raises LinkEnded."""
    rows = Submission.objects.select_related("page__company")
    if (own := rows_of_token(rows, token, salt=salt).first()) is not None:
        return own
    numbers = tokens.read_numbers(token, salt=Submission.persons_salt(salt))
    if len(numbers) != 4:
        return None
    pk, version, person_pk, person_version = numbers
    submission = rows.filter(pk=pk, link_version=version).first()
    people = CompanyPerson.objects.active().select_related("company__site")
    person = people.filter(pk=person_pk, link_version=person_version).first()
    if submission is None or person is None or not has_access(person):
        raise LinkEnded
    if not is_of_company(submission.page, person.company):
        raise LinkEnded
    return submission.reached_by(person)


def person_of(token: str) -> CompanyPerson | None:
    """Return the person of a company whose page this token opens; None when it opens nothing any more."""
    people = CompanyPerson.objects.active().select_related("company__site__root_page")
    person = rows_of_token(people, token).first()
    return person if person is not None and has_access(person) else None
