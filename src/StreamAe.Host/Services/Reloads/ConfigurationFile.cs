using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Services.Reloads;

/// <summary>The file that a service was started with, to be read again.</summary>
internal sealed class ConfigurationFile(string path, PartCatalog parts)
{
    /// <summary>As the files stand on the disk.</summary>
    public ServiceFileResult Read() => ServiceFile.Load(path, parts);

    /// <summary>As they stand, but for a monitor's file: what would be read if it held that text.</summary>
    /// <param name="monitorFile">As the configuration has it, see <see cref="MonitorBinding.File"/>.</param>
    public ServiceFileResult ReadWith(string monitorFile, string text) => ServiceFile.Load(path, parts, readMonitor: file =>
    {
        if (file != monitorFile)
        {
            return MonitorFile.Load(file);
        }

        using var reader = new StringReader(text);
        return MonitorFile.Parse(reader, file);
    });
}
