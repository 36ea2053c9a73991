namespace StreamAe.Numerics.Training;

/// <summary>The optimiser that options ask for.</summary>
internal static class Optimizer
{
    public static IOptimizer Create(OptimizerOptions options, int parameters) => options.Kind switch
    {
        OptimizerKind.Sgd => new MomentumOptimizer(parameters, options.Momentum),
        OptimizerKind.RmsProp => new RmsPropOptimizer(parameters),
        _ => new AdamOptimizer(parameters),
    };

    /// <summary>Floats remembered for each parameter.</summary>
    public static int MomentsPerParameter(OptimizerKind kind) => kind == OptimizerKind.Adam ? 2 : 1;
}
