using System.CommandLine;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary>The store that an operator's command works on, beside the service that may be using it, and the monitor in it.</summary>
internal sealed class OperatorTarget : IDisposable
{
    private readonly MonitorDefinition? _definition;

    private OperatorTarget(IOperatorStore store, string monitor, MonitorDefinition? definition)
    {
        Store = store;
        Monitor = monitor;
        _definition = definition;
    }

    public IOperatorStore Store { get; }

    /// <summary>Its name.</summary>
    public string Monitor { get; }

    /// <exception cref="WrongUseException">It was not named.</exception>
    public MonitorDefinition Definition => _definition
        ?? throw new WrongUseException("The data folder does not say what the monitor's threshold is: name its file with --monitor-file, or the service's with --config.");

    public void Dispose() => Store.Dispose();

    /// <summary>The options that say which store and which monitor, and what the monitor's file says.</summary>
    public sealed record Options(OperatorOptions Store, Option<FileInfo?> MonitorFile)
    {
        public static Options Create() => new(
            new OperatorOptions(),
            new Option<FileInfo?>("--monitor-file") { Description = "With --data: the monitor's file (YAML), where the command needs what it says." });

        public void AddTo(Command command) => Store.AddTo(command);

        /// <exception cref="WrongUseException">Neither or both are given, a file has errors, or there is no such monitor.</exception>
        /// <exception cref="IOException">There is no store, or it cannot be read.</exception>
        /// <exception cref="InvalidDataException">It is damaged, no store, or of another version of the program.</exception>
        public OperatorTarget Open(ParseResult parsed)
        {
            IReadOnlyList<MonitorDefinition> definitions = parsed.GetValue(MonitorFile) is FileInfo file ? [MonitorFiles.Load(file.FullName)]
                : parsed.GetValue(Store.Config) is FileInfo config ? [.. ServiceFiles.LoadForStore(config.ToString()).Monitors.Select(m => m.Definition)]
                : [];
            IOperatorStore store = Store.Open(parsed);
            try
            {
                // The file of a monitor names it.
                string name = parsed.GetValue(MonitorFile) is not null && parsed.GetValue(Store.Monitor) is null && store.ListMonitors().Contains(definitions[0].Name)
                    ? definitions[0].Name
                    : Store.FindMonitor(parsed, store);
                return new OperatorTarget(store, name, definitions.FirstOrDefault(d => d.Name == name));
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
    }
}
