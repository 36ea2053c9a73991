namespace StreamAe.Host.Lab.Experiments;

/// <summary>All experiments, in the order of the page they make.</summary>
internal static class ExperimentCatalog
{
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        new DepthExperiment(),
        new BetaExperiment(),
        new SparseExperiment(),
        new NoiseExperiment(),
        new ConditionalExperiment(),
        new PretrainingExperiment(),
        new PicturesExperiment(),
        new AugmentationExperiment(),
    ];
}
