"""Playgrounds in the page: the browser asks, the real engine answers, and the same in code is one click away."""
