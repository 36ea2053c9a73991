namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training.onDrift</c>.</summary>
internal static class OnDriftKeys
{
    public static MappingForm<OnDriftDefinition> Form { get; } = new(
        new OnDriftDefinition(),
        [
            new TypedKey<OnDriftDefinition, DriftDetector>(
                "detector",
                new ChoiceForm<DriftDetector>(("none", DriftDetector.None), ("pageHinkley", DriftDetector.PageHinkley)),
                d => d.Detector,
                (d, v) => d with { Detector = v })
            {
                Summary = "What tells of a lasting change: pageHinkley, the test of Page and Hinkley on the surprise and on the size of the inputs",
            },
            new TypedKey<OnDriftDefinition, double>("tolerance", new NumberForm<double>(0, 10), d => d.Tolerance, (d, v) => d with { Tolerance = v })
            {
                Summary = "Change of the mean surprise, or of the mean size of the standardised inputs, that is none",
                Raising = "overlooks slow and small changes",
            },
            new TypedKey<OnDriftDefinition, double>("threshold", new NumberForm<double>(1, 1e6), d => d.Threshold, (d, v) => d with { Threshold = v })
            {
                Summary = "Sum of what went beyond the tolerance from which a change is told: a change of one beyond it is told after so many rows",
                Raising = "tells of changes later and of fewer that are none",
            },
            new TypedKey<OnDriftDefinition, int>("minRows", new IntegerForm<int>(1, 1_000_000), d => d.MinRows, (d, v) => d with { MinRows = v })
            {
                Summary = "Rows under a model before a change is told: the mean must be known",
                Unit = "rows",
                Raising = "waits longer after each training",
            },
        ]);
}
