"""Cards: pictures a lesson adds to the live panel, or shows alone. What they say, and how they are made of tensors."""

from autograd_lab.record.cards.boundary import Boundary
from autograd_lab.record.cards.card import Card, CardData, Field, Maps
from autograd_lab.record.cards.maps import attention, confusion, feature_maps, heat, images

__all__ = ["Boundary", "Card", "CardData", "Field", "Maps", "attention", "confusion", "feature_maps", "heat", "images"]
