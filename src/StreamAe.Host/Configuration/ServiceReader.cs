using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tls;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Configuration;

/// <summary>From the file's own words to a configuration that can run: names resolved, monitors read, data looked at.</summary>
/// <param name="runs">See <see cref="ServiceFile.Load"/>, as the following.</param>
internal sealed class ServiceReader(
    ServiceDraft written, string folder, ReadContext context, PartCatalog parts, bool runs, Func<string, MonitorFileResult> readMonitorFile)
{
    /// <summary>Files of one source whose headers are complained about; more are usually the same mistake.</summary>
    private const int MostBadFiles = 5;

    private readonly ServiceDraft _draft = written with
    {
        Sources = [.. written.Sources.Select(s => Resolve(s, folder))],
        Runtime = written.Runtime with { Tls = Resolve(written.Runtime.Tls, folder) },
        Api = Resolve(written.Api, folder),
    };

    private readonly KafkaSourceCheck _kafka = new(context);
    private readonly List<DefinitionError> _monitorErrors = [];
    private readonly List<DefinitionError> _monitorWarnings = [];

    /// <summary>Errors within monitor files.</summary>
    public IReadOnlyList<DefinitionError> MonitorErrors => _monitorErrors;

    public IReadOnlyList<DefinitionError> MonitorWarnings => _monitorWarnings;

    /// <summary>Usable only where the context has no errors and there are none of monitors.</summary>
    public ServiceConfiguration Read()
    {
        if (runs)
        {
            CheckParts();
        }

        CheckDevice();
        CheckTls();
        if (_draft.Api is not null)
        {
            new ApiRules(_draft.Api, context).Check();
        }

        CheckTelemetry();

        var files = new Dictionary<FilesSource, IReadOnlyList<ObservationFile>>(ReferenceEqualityComparer.Instance);
        foreach (Placed<SourceConfiguration> source in _draft.Sources)
        {
            if (source.Value is FilesSource several)
            {
                files.Add(several, FindFiles(several, source.Path));
            }
            else if (source.Value is KafkaSource kafka)
            {
                _kafka.Check(source, kafka);
            }
        }

        List<MonitorBinding> monitors = ReadMonitors(files);
        CheckSinks(monitors);
        WarnOfIdleKeys(monitors);
        return new ServiceConfiguration
        {
            Folder = folder,
            Data = Path.Combine(folder, _draft.Data),
            Monitors = monitors,
            Sources = [.. _draft.Sources.Select(s => s.Value)],
            Sinks = [.. _draft.Sinks.Select(s => s.Value is LogSinkConfiguration log ? log with { Path = Path.Combine(folder, log.Path) } : s.Value)],
            Store = _draft.Store,
            Runtime = _draft.Runtime,
            Compute = _draft.Compute,
            ComputeDevice = _draft.ComputeDevice,
            Commit = _draft.Commit,
            Health = _draft.Health,
            Api = _draft.Api,
            Telemetry = _draft.Telemetry,
        };
    }

    /// <summary>OTLP's exporters take headers as one text, which they part at commas.</summary>
    private void CheckTelemetry()
    {
        foreach ((string name, SecretText value) in _draft.Telemetry?.Headers ?? new Dictionary<string, SecretText>())
        {
            string key = $"telemetry.headers.{name}";
            if (value.Reveal().Contains(',', StringComparison.Ordinal) && context.Given(key) is YamlNode given)
            {
                context.Errors.Add(given.Line, given.Column, key, "", "has a comma, which a header of an export cannot have", "write it without");
                context.Fail("telemetry");
            }
        }
    }

    private void CheckParts()
    {
        if (_draft.Runtime.Kind == RuntimeKind.Orleans
            && !parts.TryFind<IRuntimeModule>(PartNames.Orleans, m => m.Runtime == PartNames.OrleansRuntime, out _, out string runtimeObstacle))
        {
            Refuse("runtime.kind", $"needs the part {PartNames.Orleans}, which {runtimeObstacle}", "write kind: local, or use a build that has the part");
        }

        if (_draft.Compute == ComputeKind.Gpu)
        {
            if (!parts.TryFind(PartNames.Gpu, m => m.Compute == PartNames.GpuCompute, out IComputeModule? gpu, out string obstacle))
            {
                Refuse("compute", $"needs the part {PartNames.Gpu}, which {obstacle}", "write compute: auto, or use a build that has the part");
            }
            else if (gpu!.FindObstacle() is string reason)
            {
                Refuse("compute", $"cannot work on this machine: {reason}", "write compute: auto");
            }
        }

        void Refuse(string key, string rule, string remedy) => context.Refuse(context.Given(key)!, key, rule, remedy);
    }

    /// <summary>A number that is given must be of a device, where there are any; on a machine without, auto does without.</summary>
    private void CheckDevice()
    {
        const string Key = "computeDevice";
        if (context.Given(Key) is not YamlNode given || context.Failed(Key) || context.Failed("compute"))
        {
            return;
        }

        if (_draft.Compute is ComputeKind.Simd or ComputeKind.Scalar)
        {
            context.Refuse(
                given,
                Key,
                $"belongs to compute: gpu or auto, and this is compute: {(_draft.Compute == ComputeKind.Simd ? "simd" : "scalar")}",
                $"remove {Key}, or change compute");
        }
        else if (runs && parts.TryFind(PartNames.Gpu, m => m.Compute == PartNames.GpuCompute, out IComputeModule? gpu, out _))
        {
            string[] numbers = [.. gpu!.ListDevices().Where(d => d.Obstacle is null).Select(d => $"{d.Number}")];
            if (numbers.Length > 0 && !numbers.Contains($"{_draft.ComputeDevice}"))
            {
                context.Refuse(
                    given, Key, $"is no device of this machine, which has {string.Join(", ", numbers)}", "write the number of one, as streamae devices shows it");
            }
        }
    }

    /// <summary>What the other processes would refuse is refused here, where somebody reads it.</summary>
    private void CheckTls()
    {
        if (_draft.Runtime.Tls is not TlsConfiguration tls || context.Failed("runtime.tls"))
        {
            return;
        }

        if (_draft.Runtime.Kind == RuntimeKind.Local)
        {
            context.Refuse(context.Given("runtime.tls")!, "runtime.tls", "belongs to kind: orleans, and this is kind: local", "remove tls, or change kind");
        }

        var problems = new List<TlsProblem>();
        TlsMaterial.Create(tls, TlsFiles.Read(tls, problems), problems);
        foreach (TlsProblem problem in problems)
        {
            string path = $"runtime.tls.{problem.Key}";
            YamlNode given = context.Given(path)!;
            context.Errors.Add(given.Line, given.Column, path, problem.Key == "keyPassword" ? "" : given.Shown, problem.Rule, problem.Remedy);
            context.Fail(path);
        }
    }

    private void CheckSinks(List<MonitorBinding> monitors)
    {
        bool areAllKnown = monitors.Count == _draft.Monitors.Count && !context.Failed("monitors");
        new SinkRules(folder, context).Check(_draft.Sinks, areAllKnown ? [.. monitors.Select(m => m.Definition.Name)] : null, _draft.Runtime.Kind);
    }

    private List<ObservationFile> FindFiles(FilesSource source, string path)
    {
        IReadOnlyList<YamlNode> places = context.Given($"{path}.paths")!.Items;
        var found = new List<ObservationFile>();
        for (int i = 0; i < source.Paths.Count; i++)
        {
            string pattern = source.Paths[i];
            string problem = "names no file";
            IReadOnlyList<ObservationFile> matches = [];
            try
            {
                matches = ObservationFile.Find(folder, [pattern]);
            }
            catch (ObservationFileException error)
            {
                problem = error.Problem.TrimEnd('.');
            }

            if (matches.Count == 0 && !source.Follow)
            {
                context.Refuse(
                    places[i],
                    $"{path}.paths[{i}]",
                    $"does not fit: {problem}",
                    "correct it (paths are relative to the folder of this file), or write follow: true to wait for files");
            }

            found.AddRange(matches);
        }

        return found;
    }

    private List<MonitorBinding> ReadMonitors(Dictionary<FilesSource, IReadOnlyList<ObservationFile>> files)
    {
        var monitors = new List<MonitorBinding>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Placed<string> monitor in _draft.Monitors)
        {
            if (ReadMonitor(monitor) is not MonitorDefinition definition)
            {
                continue;
            }

            if (!lines.TryAdd(definition.Name, monitor.Node.Line))
            {
                Refuse(monitor, $"holds the monitor {definition.Name} as line {lines[definition.Name]} does", "give one of them another name under monitor:");
            }
            else if (FindSource(definition, monitor) is Placed<SourceConfiguration> source)
            {
                CheckFields(definition, monitor, source, files);
                monitors.Add(new MonitorBinding(Path.Combine(folder, monitor.Value), definition, source.Value));
            }
        }

        return monitors;
    }

    private MonitorDefinition? ReadMonitor(Placed<string> monitor)
    {
        string path = Path.Combine(folder, monitor.Value);
        if (!File.Exists(path))
        {
            Refuse(
                monitor,
                Directory.Exists(path) ? "is a directory" : "does not exist",
                "name a monitor file, relative to the folder of this file");
            return null;
        }

        MonitorFileResult result = readMonitorFile(path);
        _monitorErrors.AddRange(result.Errors);
        _monitorWarnings.AddRange(result.Warnings);
        return result.Definition;
    }

    private Placed<SourceConfiguration>? FindSource(MonitorDefinition definition, Placed<string> monitor)
    {
        string? name = definition.Source ?? (_draft.Sources.Count == 1 ? _draft.Sources[0].Value.Name : null);
        Placed<SourceConfiguration>? source = _draft.Sources.FirstOrDefault(s => s.Value.Name == name);
        if (source is not null || context.Failed("sources") || _draft.Sources.Count == 0)
        {
            return source; // What is missing may be among the refused, which are reported already.
        }

        if (name is null)
        {
            Refuse(
                monitor,
                $"holds the monitor {definition.Name}, which names no source, and here are {_draft.Sources.Count}",
                $"add source: and one of {SourceNames()} to the monitor file");
        }
        else
        {
            string? near = NearestWord.Find(name, _draft.Sources.Select(s => s.Value.Name));
            Refuse(
                monitor,
                $"holds the monitor {definition.Name} with source: {name}, and there is no such source",
                near is null ? $"the sources are {SourceNames()}" : $"did you mean {near}?");
        }

        return null;
    }

    private void CheckFields(
        MonitorDefinition definition, Placed<string> monitor, Placed<SourceConfiguration> source, Dictionary<FilesSource, IReadOnlyList<ObservationFile>> files)
    {
        if (source.Value is KafkaSource kafka)
        {
            _kafka.Check(definition, source, kafka, (problem, remedy) => Refuse(
                monitor, $"holds the monitor {definition.Name}, which cannot read source {kafka.Name}: {problem}", remedy));
        }
        else
        {
            CheckColumns(definition, monitor, source.Value, source.Value is FilesSource several ? files[several] : []);
        }
    }

    /// <summary>Every feature needs its column, in every file there is and in the simulated stream.</summary>
    private void CheckColumns(MonitorDefinition definition, Placed<string> monitor, SourceConfiguration source, IReadOnlyList<ObservationFile> files)
    {
        int bad = 0;
        foreach (string problem in source is SimulatorSource simulator
            ? SourceColumns.Check(definition, simulator)
            : files.Select(file => SourceColumns.Check(definition, file)).OfType<string>())
        {
            if (++bad > MostBadFiles)
            {
                Refuse(monitor, $"holds the monitor {definition.Name}, which cannot read more files of source {source.Name} either", "mend the first ones first");
                return;
            }

            Refuse(
                monitor,
                $"holds the monitor {definition.Name}, which cannot read source {source.Name}: {problem.TrimEnd('.')}",
                "correct the monitor's fields, or give it another source");
        }
    }

    private void WarnOfIdleKeys(List<MonitorBinding> monitors)
    {
        if (context.Errors.Any || _monitorErrors.Count > 0)
        {
            return;
        }

        foreach (Placed<SourceConfiguration> source in _draft.Sources.Where(s => monitors.TrueForAll(m => m.Source != s.Value)))
        {
            context.Errors.Warn(source.Node.Line, source.Node.Column, source.Path, source.Value.Name, "is read by no monitor", "name it under source: of one, or remove it");
        }

        foreach (Placed<SourceConfiguration> source in _draft.Sources)
        {
            if (source.Value is KafkaSource kafka && monitors.Exists(m => m.Source == kafka))
            {
                _kafka.WarnOfUnusedFields(source, kafka, monitors.Where(m => m.Source == kafka).Select(m => m.Definition));
            }
        }
    }

    private static Placed<SourceConfiguration> Resolve(Placed<SourceConfiguration> source, string folder) =>
        source.Value is KafkaSource { Format.Descriptors.Length: > 0 } kafka
            ? source with { Value = kafka with { Format = kafka.Format with { Descriptors = Path.Combine(folder, kafka.Format.Descriptors) } } }
            : source;

    private static TlsConfiguration? Resolve(TlsConfiguration? tls, string folder) => tls is null
        ? null
        : tls with { Certificate = Path.Combine(folder, tls.Certificate), Key = Path.Combine(folder, tls.Key), Ca = Path.Combine(folder, tls.Ca) };

    private static ApiConfiguration? Resolve(ApiConfiguration? api, string folder) => api?.Tls is not ApiTlsConfiguration tls
        ? api
        : api with { Tls = tls with { Certificate = Path.Combine(folder, tls.Certificate), Key = Path.Combine(folder, tls.Key) } };

    private void Refuse(Placed<string> monitor, string rule, string remedy) => context.Refuse(monitor.Node, monitor.Path, rule, remedy);

    private string SourceNames() => string.Join(", ", _draft.Sources.Select(s => s.Value.Name));
}
