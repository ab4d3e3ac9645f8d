"""Going along with a training loop: what is looked at, how often, and what stands out."""
