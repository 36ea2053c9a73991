namespace StreamAe.Host.Tests.Telemetry;

/// <summary>
/// One after the other, with no other test beside them: instruments belong to the process, and OpenTelemetry takes those of two services in it for the
/// same, which are gone with the first that ends.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "telemetry";
}
