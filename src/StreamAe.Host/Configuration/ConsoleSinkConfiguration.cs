namespace StreamAe.Host.Configuration;

/// <summary>One line an alert on standard output.</summary>
internal sealed record ConsoleSinkConfiguration : SinkConfiguration;
