using System.CommandLine;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Storage;

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

    /// <summary>The options that say which store and which monitor.</summary>
    public sealed record Options(Option<FileInfo?> Config, Option<DirectoryInfo?> Data, Option<string?> Monitor, Option<FileInfo?> MonitorFile)
    {
        public static Options Create() => new(
            new Option<FileInfo?>("--config") { Description = "The service configuration (YAML), which names the store; the service may be running." },
            new Option<DirectoryInfo?>("--data") { Description = "Or the data folder of a service or a demo, which may be running." },
            new Option<string?>("--monitor") { Description = "The monitor's name; needed where there are several." },
            new Option<FileInfo?>("--monitor-file") { Description = "With --data: the monitor's file (YAML), where the command needs what it says." });

        public void AddTo(Command command)
        {
            command.Options.Add(Config);
            command.Options.Add(Data);
            command.Options.Add(Monitor);
        }

        /// <exception cref="WrongUseException">Neither or both are given, a file has errors, or there is no such monitor.</exception>
        /// <exception cref="IOException">There is no store, or it cannot be read.</exception>
        /// <exception cref="InvalidDataException">It is damaged, no store, or of another version of the program.</exception>
        public OperatorTarget Open(ParseResult parsed)
        {
            FileInfo? config = parsed.GetValue(Config);
            DirectoryInfo? data = parsed.GetValue(Data);
            if (config is null == data is null)
            {
                throw new WrongUseException("Name the store: --config FILE of the service, or --data FOLDER.");
            }

            IReadOnlyList<MonitorDefinition> definitions = [];
            IOperatorStore store;
            if (config is not null)
            {
                ServiceConfiguration service = ServiceFiles.Load(config.ToString(), PartCatalog.OfThisBuild());
                definitions = [.. service.Monitors.Select(m => m.Definition)];
                store = Stores.OpenForOperator(service);
            }
            else
            {
                definitions = parsed.GetValue(MonitorFile) is FileInfo file ? [MonitorFiles.Load(file.FullName)] : [];
                store = SqliteOperatorStore.Open(data!.FullName);
            }

            try
            {
                string name = NameOf(parsed.GetValue(Monitor) ?? (config is null && definitions is [var only] ? only.Name : null), store.ListMonitors());
                return new OperatorTarget(store, name, definitions.FirstOrDefault(d => d.Name == name));
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }

        private static string NameOf(string? wanted, IReadOnlyList<string> stored)
        {
            if (stored.Count == 0)
            {
                throw new WrongUseException("The store holds no monitor yet: no event has been judged.");
            }

            string known = string.Join(", ", stored);
            return wanted is null
                ? stored.Count == 1 ? stored[0] : throw new WrongUseException($"The store holds several monitors: name one with --monitor ({known}).")
                : stored.Contains(wanted) ? wanted : throw new WrongUseException($"--monitor {DefinitionErrors.Shown(wanted)}: the store holds no such monitor, but {known}.");
        }
    }
}
