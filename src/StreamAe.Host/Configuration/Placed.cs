using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>A value with the place where it stands, for checks that come after reading.</summary>
/// <param name="Path">Its key, such as <c>sources[1]</c>.</param>
internal sealed record Placed<T>(T Value, YamlNode Node, string Path);
