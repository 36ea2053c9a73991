namespace StreamAe.Numerics.Training;

/// <summary>The β of each epoch.</summary>
internal static class BetaSchedule
{
    /// <param name="epoch">1-based.</param>
    public static double At(VariationalOptions options, int epoch)
    {
        double passed = epoch - 1;
        double share = options.Annealing switch
        {
            AnnealingKind.Linear => passed / options.AnnealingEpochs,
            AnnealingKind.Cyclical => 2 * (passed % options.AnnealingEpochs) / options.AnnealingEpochs,
            _ => 1,
        };
        return options.Beta * Math.Min(1, share);
    }

    /// <summary>
    /// Epochs that patience does not count: while β first rises, the loss at the full β may well rise too, for the best of reasons.
    /// </summary>
    public static int RiseEpochs(VariationalOptions options) => options.Annealing == AnnealingKind.None ? 0 : options.AnnealingEpochs;
}
