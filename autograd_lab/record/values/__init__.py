"""The numbers of a graph: what flowed through it, what its gradients are, what another value would change."""
