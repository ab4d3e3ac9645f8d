"""Cards: pictures a lesson adds to the live panel, or shows alone. What they say, and how they are made of tensors."""

from autograd_lab.record.cards.boundary import Boundary
from autograd_lab.record.cards.card import Card, CardData, Curves, Field, Maps, Points
from autograd_lab.record.cards.curves import curve
from autograd_lab.record.cards.maps import attention, confusion, feature_maps, heat, images
from autograd_lab.record.cards.points import points

__all__ = [
    "Boundary", "Card", "CardData", "Curves", "Field", "Maps", "Points", "attention", "confusion", "curve",
    "feature_maps", "heat", "images", "points",
]  # fmt: skip
