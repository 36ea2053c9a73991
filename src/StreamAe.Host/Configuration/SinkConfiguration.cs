namespace StreamAe.Host.Configuration;

/// <summary>Where alerts go.</summary>
internal abstract record SinkConfiguration;
