namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>What an application gains and loses.</summary>
/// <param name="Name">As rows are named.</param>
/// <param name="TruePositive">A_TP: gain of an alert at the first row of a window.</param>
/// <param name="FalseNegative">A_FN: cost of a window without an alert.</param>
/// <param name="FalsePositive">A_FP: largest cost of an alert outside the windows.</param>
internal sealed record NabProfile(string Name, double TruePositive, double FalseNegative, double FalsePositive)
{
    public static NabProfile Standard { get; } = new("standard", 1, 1, 0.11);

    public static NabProfile LowFalsePositives { get; } = new("lowFp", 1, 1, 0.22);

    public static NabProfile LowFalseNegatives { get; } = new("lowFn", 1, 2, 0.11);

    public static IReadOnlyList<NabProfile> All { get; } = [Standard, LowFalsePositives, LowFalseNegatives];
}
