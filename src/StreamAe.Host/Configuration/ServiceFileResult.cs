using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Configuration;

/// <summary>What reading a service configuration gave. Invariant: <c>Configuration is null</c> exactly when <c>Errors.Count &gt; 0</c>.</summary>
/// <param name="Configuration">Null where there are errors.</param>
/// <param name="Errors">Everything wrong with it and with the monitor files it names.</param>
/// <param name="Warnings">What is allowed and probably not meant.</param>
internal sealed record ServiceFileResult(
    ServiceConfiguration? Configuration, IReadOnlyList<DefinitionError> Errors, IReadOnlyList<DefinitionError> Warnings);
