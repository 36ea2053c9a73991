using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions;

/// <summary>
/// Reads monitor files. Whatever the bytes are, the answer is a definition or errors, never an exception: monitor files come
/// from people and from the API. All errors of a file are found in one pass, unless it is no YAML at all.
/// </summary>
public static class MonitorFile
{
    /// <summary>Largest file read, 1 MiB: some ten thousand features. Bounds the memory and time a hostile file can take.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Most errors listed; one more line counts the rest.</summary>
    public const int MaxErrors = 100;

    private static readonly FileDialect Dialect = new("monitor file", "monitor", "begin with monitor: and a name", MonitorKeys.Paths);

    /// <summary>Reads the file at <paramref name="path"/>, UTF-8 with or without a byte order mark.</summary>
    public static MonitorFileResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        DefinitionErrors errors = new(path, Dialect);
        return ToResult(DefinitionText.Load(path, errors), errors);
    }

    /// <summary>Reads a monitor from <paramref name="reader"/>; <paramref name="fileName"/> stands in the errors.</summary>
    /// <exception cref="IOException">The reader failed; nothing else is thrown.</exception>
    public static MonitorFileResult Parse(TextReader reader, string fileName)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(fileName);
        DefinitionErrors errors = new(fileName, Dialect);
        return ToResult(DefinitionText.Parse(reader, errors), errors);
    }

    /// <summary>Every effective value of <paramref name="definition"/> as a monitor file, defaults written out.</summary>
    public static string ToYaml(MonitorDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return YamlText.Write(MonitorKeys.ToJson(definition));
    }

    private static MonitorFileResult ToResult(YamlNode? root, DefinitionErrors errors)
    {
        MonitorDefinition? definition = root is null ? null : MonitorKeys.Read(root, new ReadContext(errors));
        return new MonitorFileResult
        {
            Definition = errors.Any ? null : definition,
            Errors = errors.ToList(),
            Warnings = errors.Warnings,
        };
    }
}
