using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Api.Monitors;

/// <summary>Something wrong with a monitor file, or doubtful in it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Key">Such as threshold.quantile.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record DefinitionFault(int Line, int Column, string Key, string Message, string Remedy)
{
    public static DefinitionFault Of(DefinitionError error) => new(
        error.Line, error.Column, error.Key, error.Value.Length > 0 ? $"{error.Value} {error.Rule}" : error.Rule, error.Remedy);
}
