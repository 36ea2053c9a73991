namespace StreamAe.Monitoring.Definitions;

/// <summary>How errors speak of one kind of YAML file.</summary>
/// <param name="Name">The kind, to follow "a": <c>monitor file</c>.</param>
/// <param name="Content">What one file holds one of: <c>monitor</c>.</param>
/// <param name="Beginning">The remedy for an empty file.</param>
/// <param name="Paths">Dotted paths of its keys outside lists, for suggestions.</param>
internal sealed record FileDialect(string Name, string Content, string Beginning, IReadOnlyList<string> Paths);
