using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Commands;

/// <summary>Loads monitor files for commands: all errors of a file at once, warnings to standard error.</summary>
internal static class MonitorFiles
{
    /// <exception cref="WrongUseException">The file has errors; the message holds them all, one a line.</exception>
    public static MonitorDefinition Load(string path)
    {
        MonitorFileResult result = MonitorFile.Load(path);
        foreach (DefinitionError warning in result.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        return result.Definition ?? throw new WrongUseException(string.Join(Environment.NewLine, result.Errors));
    }
}
