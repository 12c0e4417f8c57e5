"""What a centre switched on of what it can keep."""

from csassess.domain.records.people import Centre
from csassess.domain.records.programme.keeping import Keeping


def kept_by(centre: Centre) -> frozenset[Keeping]:
    """Return what a centre switched on, progress reviews by their interval; newer names are left out."""
    switched_on = {
        keeping for keeping in Keeping if keeping in centre.keeps and keeping is not Keeping.REVIEWS
    }
    return frozenset(switched_on | ({Keeping.REVIEWS} if centre.review_weeks else set()))
