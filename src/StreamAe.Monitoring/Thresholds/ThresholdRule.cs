using System.Globalization;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>A threshold policy and its one number. What a monitor file says, and what an operator may set in its place.</summary>
/// <param name="Value">Quantile: in (0, 1). Budget: anomalous rows a day, above 0. Static: a score, in the units of the monitor's score.
/// RobustZ: robust standard deviations, above 0. Pot: a probability in (0, 0.1]. Maintenance: 0.</param>
public readonly record struct ThresholdRule(ThresholdPolicy Policy, double Value)
{
    internal const double LargestBudget = 1e6;
    internal const double LargestScore = 1e9;
    internal const double LargestDeviations = 1e6;
    internal const double LargestRisk = 0.1;

    private static readonly (string Word, ThresholdPolicy Policy)[] Words =
    [
        ("quantile", ThresholdPolicy.Quantile),
        ("budget", ThresholdPolicy.Budget),
        ("static", ThresholdPolicy.Static),
        ("robustZ", ThresholdPolicy.RobustZ),
        ("pot", ThresholdPolicy.Pot),
        ("maintenance", ThresholdPolicy.Maintenance),
    ];

    /// <summary>What a policy is called in files and commands.</summary>
    public static IReadOnlyList<string> PolicyWords { get; } = [.. Words.Select(w => w.Word)];

    /// <summary>The monitor file's word for the policy.</summary>
    public string Word => WordOf(Policy);

    public static string WordOf(ThresholdPolicy policy) => Words.First(w => w.Policy == policy).Word;

    /// <summary>Reads a policy by its word, and its value.</summary>
    /// <param name="problem">What is wrong with them; empty where nothing is.</param>
    public static bool TryCreate(string policy, double value, out ThresholdRule rule, out string problem)
    {
        rule = default;
        int known = Array.FindIndex(Words, w => w.Word == policy);
        if (known < 0)
        {
            problem = $"'{policy}' is no threshold policy; there are {string.Join(", ", PolicyWords)}";
            return false;
        }

        rule = new ThresholdRule(Words[known].Policy, value);
        (bool isRight, string range) = rule.Policy switch
        {
            ThresholdPolicy.Quantile => (value is > 0 and < 1, "strictly between 0 and 1, such as 0.999"),
            ThresholdPolicy.Budget => (value is > 0 and <= LargestBudget, "above 0 and at most 1,000,000 rows a day, such as 1"),
            ThresholdPolicy.Static => (Math.Abs(value) <= LargestScore, "a score between -1,000,000,000 and 1,000,000,000, such as 12.5"),
            ThresholdPolicy.RobustZ => (value is > 0 and <= LargestDeviations, "above 0 and at most 1,000,000 deviations, such as 8"),
            ThresholdPolicy.Maintenance => (value == 0, "0, as it has no value"),
            _ => (value is > 0 and <= LargestRisk, "above 0 and at most 0.1, such as 0.0001"),
        };
        problem = isRight ? "" : $"{policy} must be {range}, not {value.ToString(CultureInfo.InvariantCulture)}";
        return isRight;
    }

    public override string ToString() => Policy == ThresholdPolicy.Maintenance ? Word : string.Create(CultureInfo.InvariantCulture, $"{Word} {Value}");
}
