using StreamAe.Host.Modules;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>
/// Reads service configurations. Whatever the bytes are, the answer is a configuration or errors, never an exception. All errors of the
/// file, of the monitor files it names and of what they have to do with each other and with the data are found in one pass.
/// </summary>
internal static class ServiceFile
{
    /// <summary>Reads the file at <paramref name="path"/> and everything it names; opens the headers of observation files.</summary>
    /// <param name="parts">What this build can do: a configuration that needs more is refused.</param>
    /// <param name="runs">False for a command that scores nothing and joins no cluster: parts and devices that the file asks for may be missing then.</param>
    /// <param name="readMonitor">Reads the monitor file at a path; null for what stands on the disk.</param>
    public static ServiceFileResult Load(string path, PartCatalog parts, bool runs = true, Func<string, MonitorFileResult>? readMonitor = null)
    {
        var errors = new DefinitionErrors(path, ServiceKeys.Dialect);
        if (DefinitionText.Load(path, errors) is not YamlNode root)
        {
            return new ServiceFileResult(null, errors.ToList(), errors.Warnings);
        }

        if (root.IsNull)
        {
            errors.Add(1, 1, "", "", "the file is empty", errors.Dialect.Beginning);
            return new ServiceFileResult(null, errors.ToList(), errors.Warnings);
        }

        var context = new ReadContext(errors);
        ServiceKeys.Form.TryRead(root, "", "", context, out ServiceDraft? draft);
        if (root.Kind != YamlNodeKind.Mapping || draft is null)
        {
            return new ServiceFileResult(null, errors.ToList(), errors.Warnings);
        }

        string folder = Path.GetDirectoryName(path) ?? string.Empty;
        var reader = new ServiceReader(draft, folder, context, parts, runs, readMonitor ?? MonitorFile.Load);
        ServiceConfiguration configuration = reader.Read();
        IReadOnlyList<DefinitionError> all = [.. errors.ToList(), .. reader.MonitorErrors];
        return new ServiceFileResult(all.Count == 0 ? configuration : null, all, [.. errors.Warnings, .. reader.MonitorWarnings]);
    }
}
