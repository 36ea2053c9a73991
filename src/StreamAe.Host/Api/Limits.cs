namespace StreamAe.Host.Api;

/// <summary>How much may be asked for at once.</summary>
internal static class Limits
{
    public const int MostItems = 1000;
    private const int UsualItems = 100;
    private const int MostText = 1000;

    /// <exception cref="ApiProblem">It is out of range.</exception>
    public static int Of(int? value, string field = "limit", int usual = UsualItems, int most = MostItems) => value switch
    {
        null => usual,
        >= 1 when value <= most => value.Value,
        _ => throw ApiProblem.Invalid(field, $"must be 1 to {most}, not {value}"),
    };

    /// <summary>Why something is done: it stands in the audit.</summary>
    /// <exception cref="ApiProblem">It says nothing, or too much.</exception>
    public static string Reason(string? reason) => string.IsNullOrWhiteSpace(reason) || reason.Length > MostText
        ? throw ApiProblem.Invalid("reason", $"must say why, in at most {MostText} characters: it is what the audit is for")
        : reason.Trim();
}
