"""The coordinators' board: figures of a network or of one region, as plain values.

A file for each question: who takes part (*participation*, with the *rates* it comes to), who has
fallen silent (*silence*), what stands in the way and how people feel (*wellbeing*), which questions
wait (*waiting*), how far the projects are (*commitments*); *overview* is all of it at a glance.
Every query is bounded by a Reach, and none ranks anybody.
"""
