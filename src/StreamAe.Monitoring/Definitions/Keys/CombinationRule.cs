namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A rule about several keys, or a warning about one.</summary>
/// <param name="Keys">Dotted paths it is about. It is not checked when one of them was refused, and it is reported at the first of
/// them that the file gives.</param>
/// <param name="IsViolated">Whether a definition breaks it.</param>
/// <param name="Statement">The rule, a sentence without stop that names the keys.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record CombinationRule(
    IReadOnlyList<string> Keys, Func<MonitorDefinition, bool> IsViolated, string Statement, string Remedy)
{
    /// <summary>True: the file works, and probably not as meant.</summary>
    public bool IsWarning { get; init; }
}
