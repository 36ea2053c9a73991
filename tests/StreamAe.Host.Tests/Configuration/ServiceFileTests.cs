using System.Net;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;

namespace StreamAe.Host.Tests.Configuration;

public sealed class ServiceFileTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LeavesDefaultsWhereKeysAreLeftOut()
    {
        ServiceConfiguration read = Loaded(_folder.Load(ServiceFolder.Valid.Replace("data: state", "")));
        Assert.Equal(Path.Combine(_folder.Root, "data/service"), read.Data);
        Assert.Equal(ComputeKind.Auto, read.Compute);
        Assert.Equal(new RuntimeConfiguration(), read.Runtime);
        Assert.Equal(new CommitConfiguration(), read.Commit);
        Assert.IsType<ConsoleSinkConfiguration>(Assert.Single(read.Sinks));
        Assert.Equal((1000, 1UL, null, null), SimulatorOf(read));
        Assert.False(Assert.IsType<FilesSource>(read.Sources[0]).Follow);
        Assert.Null(read.Health);
    }

    [Fact]
    public void Load_ReadsEveryKey()
    {
        ServiceConfiguration read = Loaded(_folder.Load(
            """
            data: /abs/state
            monitors: [a.yaml, b.yaml]
            sources:
              - {name: one, kind: files, paths: [later/*.csv, in/1.csv], follow: true}
              - {name: two, kind: simulator, stream: pumps, rate: max, seed: 7, entities: 5, events: 900}
            sinks: [{kind: log, path: out/alerts.jsonl}, {kind: console}]
            runtime: {kind: local, shards: 3, pollRows: 64, pollsInFlight: 4, training: inline}
            compute: scalar
            commit: {linger: 50ms, maxEvents: 100}
            health: {address: "::1", port: 8081}
            """));
        Assert.Equal("/abs/state", read.Data);
        Assert.Equal(["a", "b"], read.Monitors.Select(m => m.Definition.Name));
        Assert.Equal(["one", "two"], read.Monitors.Select(m => m.Source.Name));
        FilesSource files = Assert.IsType<FilesSource>(read.Sources[0]);
        Assert.Equal(["later/*.csv", "in/1.csv"], files.Paths);
        Assert.True(files.Follow);
        Assert.Equal((null, 7UL, 5, 900L), SimulatorOf(read));
        Assert.Equal(Path.Combine(_folder.Root, "out/alerts.jsonl"), Assert.IsType<LogSinkConfiguration>(read.Sinks[0]).Path);
        Assert.Equal(
            new RuntimeConfiguration { Shards = 3, PollRows = 64, PollsInFlight = 4, Training = TrainingPlace.Inline }, read.Runtime);
        Assert.Equal(ComputeKind.Scalar, read.Compute);
        Assert.Equal(new CommitConfiguration { Linger = TimeSpan.FromMilliseconds(50), MaxEvents = 100 }, read.Commit);
        Assert.Equal(new HealthConfiguration { Address = IPAddress.IPv6Loopback, Port = 8081 }, read.Health);
    }

    [Fact]
    public void Load_AMonitorWithoutSource_TakesTheOnlyOne()
    {
        _folder.Write("a.yaml", "monitor: a\n");
        ServiceConfiguration read = Loaded(_folder.Load("monitors: [a.yaml]\nsources: [{name: one, kind: files, paths: [in/1.csv]}]\n"));
        Assert.Same(read.Sources[0], Assert.Single(read.Monitors).Source);
    }

    [Theory]
    [InlineData("compute: sim", "s.yaml:6:10: compute: sim must be auto, simd, scalar or gpu; did you mean simd?")]
    [InlineData("runtme: {}", "s.yaml:6:1: runtme: is not a known key; did you mean runtime?")]
    [InlineData("shards: 2", "s.yaml:6:1: shards: is not a known key; did you mean runtime.shards?")]
    [InlineData("runtime.shards: 2", "s.yaml:6:1: runtime.shards: is not a known key; write shards: indented below runtime:")]
    [InlineData("runtime: {shard: 2}", "s.yaml:6:11: runtime.shard: is not a known key; did you mean runtime.shards?")]
    [InlineData("runtime: {shards: 0}", "s.yaml:6:19: runtime.shards: 0 must lie between 1 and 1,024; try auto")]
    [InlineData("runtime: {pollRows: many}", "s.yaml:6:21: runtime.pollRows: many must be a whole number from 1 to 1,048,576; try 4096")]
    [InlineData("commit: {linger: 11s}", "s.yaml:6:18: commit.linger: 11s must be a duration from 0s to 10s such as 200ms, 5s or 10m; try 200ms")]
    [InlineData("commit: {linger: 200}", "s.yaml:6:18: commit.linger: 200 must be a duration from 0s to 10s such as 200ms, 5s or 10m; try 200ms")]
    [InlineData("commit: {maxEvents: 0}", "s.yaml:6:21: commit.maxEvents: 0 must lie between 1 and 10,000,000; try 5000")]
    [InlineData("health: {address: 127.0.0.1}", "s.yaml:6:9: health.port: is missing; add port: and a value")]
    [InlineData("health: {port: 0}", "s.yaml:6:16: health.port: 0 must lie between 1 and 65,535; give such a value")]
    [InlineData(
        "health: {port: 8081, address: localhost}",
        "s.yaml:6:31: health.address: localhost must be an IP address such as 127.0.0.1 or 0.0.0.0; try \"127.0.0.1\"")]
    [InlineData("health: {port: 8081, address: 127.1}", "s.yaml:6:31: health.address: 127.1 must be an IP address such as 127.0.0.1 or 0.0.0.0; try \"127.0.0.1\"")]
    [InlineData("health: 8081", "s.yaml:6:9: health: 8081 must be a mapping with keys such as address; write address: and its value, indented below")]
    [InlineData("data: twice", "s.yaml:6:1: data: repeats line 1; keep one of the two")]
    [InlineData("sinks: [{kind: log}]", "s.yaml:6:9: sinks[0].path: is missing for kind: log; add path: alerts.jsonl")]
    [InlineData("sinks: [{kind: console, path: x}]", "s.yaml:6:31: sinks[0].path: x belongs to kind: log, and this is kind: console; remove path, or change kind")]
    [InlineData("sinks: [{kind: mail}]", "s.yaml:6:16: sinks[0].kind: mail must be console, log, kafka or webhook; give such a value")]
    [InlineData("sinks: [{path: x}]", "s.yaml:6:9: sinks[0].kind: is missing; add kind: and a value")]
    [InlineData("sinks: [console]", "s.yaml:6:9: sinks[0]: console must be a mapping with kind: console or log or kafka or webhook; write {kind: console}")]
    [InlineData(
        "sinks: [{kind: log, path: a/x}, {kind: log, path: b/x}]",
        "s.yaml:6:51: sinks[1].path: makes a second sink log:x beside the one of line 6; give the file another name (its folder does not count), or the sink a name:")]
    [InlineData("a: &x 1", "s.yaml:6:4: &x is an anchor, which service configurations do not allow; remove it")]
    public void Load_AWrongKey_IsReportedWhereItStands(string line, string expected) =>
        Assert.Contains(expected, _folder.Errors(ServiceFolder.Valid + "\n" + line));

    [Theory]
    [InlineData("{name: one, kind: file, paths: [in/1.csv]}", "s.yaml:4:24: sources[0].kind: file must be files, simulator or kafka; did you mean files?")]
    [InlineData("{name: one, kind: files}", "s.yaml:4:6: sources[0].paths: is missing for kind: files; add paths: [\"incoming/*.csv\"]")]
    [InlineData(
        "{name: one, kind: files, paths: [in/1.csv], rate: 5}",
        "s.yaml:4:56: sources[0].rate: 5 belongs to kind: simulator, and this is kind: files; remove rate, or change kind")]
    [InlineData("{kind: files, paths: [in/1.csv]}", "s.yaml:4:6: sources[0].name: is missing; add name: and a value")]
    [InlineData(
        "{name: one, kind: files, paths: [in/2.csv]}",
        "s.yaml:4:39: sources[0].paths[0]: in/2.csv does not fit: there is no such file; correct it (paths are relative to the folder of this file), or write follow: true to wait for files")]
    [InlineData(
        "{name: one, kind: files, paths: [in/1.csv, \"in/*.gz\"]}",
        "s.yaml:4:49: sources[0].paths[1]: in/*.gz does not fit: no file matches this pattern; correct it (paths are relative to the folder of this file), or write follow: true to wait for files")]
    [InlineData(
        "{name: one, kind: files, paths: [in]}",
        "s.yaml:4:39: sources[0].paths[0]: in does not fit: this is a directory; give its files, for example with '/*.csv' after it; correct it (paths are relative to the folder of this file), or write follow: true to wait for files")]
    [InlineData("{name: one, kind: simulator, stream: cars}", "s.yaml:4:43: sources[0].stream: cars must be pumps or cards; did you mean cards?")]
    [InlineData("{name: one, kind: simulator, stream: pumps, rate: 0}", "s.yaml:4:56: sources[0].rate: 0 must lie above 0 and not above 10,000,000; try max")]
    [InlineData("{name: two, kind: files, paths: [in/1.csv]}", "s.yaml:5:5: sources[1]: a mapping repeats the name two of line 4; keep one of the two")]
    public void Load_AWrongSource_IsReportedWhereItStands(string source, string expected)
    {
        string yaml = ServiceFolder.Valid.Replace("{name: one, kind: files, paths: [\"in/*.csv\"]}", " " + source);
        Assert.Contains(expected, _folder.Errors(yaml));
    }

    [Fact]
    public void Load_AMonitorThatDoesNotExist_IsReportedInTheConfiguration() => Assert.Equal(
        ["s.yaml:2:12: monitors[0]: aa.yaml does not exist; name a monitor file, relative to the folder of this file"],
        _folder.Errors(ServiceFolder.Valid.Replace("[a.yaml", "[aa.yaml")));

    [Fact]
    public void Load_AMonitorWithErrors_ReportsThemInItsOwnFile()
    {
        _folder.Write("b.yaml", "monitor: b\nsource: two\ntreshold: {quantile: 2}\nwindow: 0\n");
        Assert.Equal(
            [
                "b.yaml:3:1: treshold: is not a known key; did you mean threshold?",
                "b.yaml:4:9: window: 0 must lie between 1 and 1,024; try auto",
            ],
            _folder.Errors(ServiceFolder.Valid));
    }

    [Fact]
    public void Load_TwoMonitorsOfOneName_AreReported()
    {
        _folder.Write("b.yaml", "monitor: a\nsource: two\n");
        Assert.Equal(
            ["s.yaml:2:20: monitors[1]: b.yaml holds the monitor a as line 2 does; give one of them another name under monitor:"],
            _folder.Errors(ServiceFolder.Valid));
    }

    [Fact]
    public void Load_AMonitorOfAnUnknownSource_NamesTheNearest()
    {
        _folder.Write("a.yaml", "monitor: a\nsource: ones\n");
        Assert.Equal(
            ["s.yaml:2:12: monitors[0]: a.yaml holds the monitor a with source: ones, and there is no such source; did you mean one?"],
            _folder.Errors(ServiceFolder.Valid));
    }

    [Fact]
    public void Load_AMonitorWithoutSource_AmongSeveral_IsReported()
    {
        _folder.Write("a.yaml", "monitor: a\n");
        Assert.Equal(
            ["s.yaml:2:12: monitors[0]: a.yaml holds the monitor a, which names no source, and here are 2; add source: and one of one, two to the monitor file"],
            _folder.Errors(ServiceFolder.Valid));
    }

    [Fact]
    public void Load_AFeatureWithoutAColumn_NamesMonitorSourceFileAndColumn()
    {
        _folder.Write("a.yaml", "monitor: a\nsource: one\nfeatures: [x, z]\n");
        _folder.Write("b.yaml", "monitor: b\nsource: two\nfeatures: [flow, colour, depth]\n");
        Assert.Equal(
            [
                "s.yaml:2:12: monitors[0]: a.yaml holds the monitor a, which cannot read source one: in/1.csv:1: there is no channel column 'z'; "
                + "the columns are 'entity', 't', 'x', 'y'; correct the monitor's fields, or give it another source",
                "s.yaml:2:20: monitors[1]: b.yaml holds the monitor b, which cannot read source two: the simulated stream has no 'colour', 'depth'; "
                + "it has flow,pressure,temperature,vibration,speed,power,current,level; correct the monitor's fields, or give it another source",
            ],
            _folder.Errors(ServiceFolder.Valid));
    }

    [Fact]
    public void Load_ManyBadFiles_ListsTheFirstFew()
    {
        for (int i = 0; i < 20; i++)
        {
            _folder.Write($"in/bad{i:00}.csv", "a,b\n1,2\n");
        }

        string[] errors = _folder.Errors(ServiceFolder.Valid);
        Assert.Equal(6, errors.Length);
        Assert.Contains("cannot read more files of source one either", errors[^1]);
    }

    [Fact]
    public void Load_ReportsEverythingInOnePass()
    {
        _folder.Write("b.yaml", "monitor: b\nsource: two\nwindow: 0\n");
        Assert.Equal(
            [
                "s.yaml:1:12: monitors[0]: missing.yaml does not exist; name a monitor file, relative to the folder of this file",
                "s.yaml:3:39: sources[0].stream: pump must be pumps or cards; did you mean pumps?",
                "s.yaml:5:39: sources[2].paths[0]: none.csv does not fit: there is no such file; "
                + "correct it (paths are relative to the folder of this file), or write follow: true to wait for files",
                "s.yaml:6:10: compute: cpu must be auto, simd, scalar or gpu; did you mean gpu?",
                "b.yaml:3:9: window: 0 must lie between 1 and 1,024; try auto",
            ],
            _folder.Errors(
                """
                monitors: [missing.yaml, b.yaml]
                sources:
                 - {name: x, kind: simulator, stream: pump}
                 - {name: two, kind: simulator, stream: pumps}
                 - {name: three, kind: files, paths: [none.csv]}
                compute: cpu
                """));
    }

    [Theory]
    [InlineData("runtime: {kind: orleans}", "s.yaml:6:17: runtime.kind: orleans needs the part Orleans, which this build lacks (left out: not served); write kind: local, or use a build that has the part")]
    [InlineData("compute: gpu", "s.yaml:6:10: compute: gpu needs the part Gpu, which this build lacks (left out: not served); write compute: auto, or use a build that has the part")]
    public void Load_APartThatTheBuildLacks_IsNamedWithTheReason(string line, string expected) => Assert.Equal(
        [expected],
        _folder.Errors(
            ServiceFolder.Valid + "\n" + line,
            new Part("Orleans", "left out: not served", "StreamAe.Orleans"),
            new Part("Gpu", "left out: not served", "StreamAe.Numerics.Gpu")));

    [Theory]
    [InlineData("runtime: {kind: orleans}")]
    [InlineData("compute: gpu")]
    [InlineData("compute: gpu\ncomputeDevice: 3")]
    [InlineData("computeDevice: 3")]
    public void Load_ForACommandThatRunsNothing_NeedsNeitherPartsNorDevices(string lines)
    {
        string path = _folder.Write("s.yaml", ServiceFolder.Valid + "\n" + lines);
        Part[] absent = [new Part("Orleans", "left out: not served", "StreamAe.Orleans"), new Part("Gpu", "left out: not served", "StreamAe.Numerics.Gpu")];
        Part[] present = [absent[0], new Part("Gpu", "included", typeof(ServiceFileTests).Assembly.GetName().Name!)];

        Loaded(ServiceFile.Load(path, new PartCatalog(absent), runs: false));
        Loaded(ServiceFile.Load(path, new PartCatalog(present), runs: false));
    }

    [Fact]
    public void Load_ForACommandThatRunsNothing_RefusesKeysThatContradictEachOther()
    {
        string path = _folder.Write("s.yaml", ServiceFolder.Valid + "\ncompute: simd\ncomputeDevice: 0");

        Assert.Contains("belongs to compute: gpu or auto", Assert.Single(ServiceFile.Load(path, new PartCatalog([]), runs: false).Errors).ToString());
    }

    [Fact]
    public void Load_ComputeGpuOfAnIncludedPart_IsTaken()
    {
        string here = typeof(ServiceFileTests).Assembly.GetName().Name!;
        Assert.Equal(ComputeKind.Gpu, Loaded(_folder.Load(ServiceFolder.Valid + "\ncompute: gpu", new Part("Gpu", "included", here))).Compute);
    }

    [Theory]
    [InlineData("compute: gpu\ncomputeDevice: 1")]
    [InlineData("computeDevice: 1")]
    [InlineData("compute: auto\ncomputeDevice: 1")]
    public void Load_ADeviceOfThisMachine_IsTaken(string lines)
    {
        string here = typeof(ServiceFileTests).Assembly.GetName().Name!;
        Assert.Equal(1, Loaded(_folder.Load(ServiceFolder.Valid + "\n" + lines, new Part("Gpu", "included", here))).ComputeDevice);
    }

    [Fact]
    public void Load_ADeviceWhereNoneCanBeAskedFor_IsTakenForAuto() => Assert.Equal(7, Loaded(_folder.Load(ServiceFolder.Valid + "\ncomputeDevice: 7")).ComputeDevice);

    [Theory]
    [InlineData("compute: gpu\ncomputeDevice: 2", "s.yaml:7:16: computeDevice: 2 is no device of this machine, which has 0, 1; write the number of one, as streamae devices shows it")]
    [InlineData("computeDevice: 2", "s.yaml:6:16: computeDevice: 2 is no device of this machine, which has 0, 1; write the number of one, as streamae devices shows it")]
    [InlineData("compute: simd\ncomputeDevice: 0", "s.yaml:7:16: computeDevice: 0 belongs to compute: gpu or auto, and this is compute: simd; remove computeDevice, or change compute")]
    [InlineData("compute: scalar\ncomputeDevice: 0", "s.yaml:7:16: computeDevice: 0 belongs to compute: gpu or auto, and this is compute: scalar; remove computeDevice, or change compute")]
    [InlineData("computeDevice: -1", "s.yaml:6:16: computeDevice: -1 must lie between 0 and 1,023; try 0")]
    [InlineData("computeDevice: first", "s.yaml:6:16: computeDevice: first must be a whole number from 0 to 1,023; ")]
    public void Load_ADeviceThatDoesNotFit_IsRefused(string lines, string expected)
    {
        string here = typeof(ServiceFileTests).Assembly.GetName().Name!;
        Assert.StartsWith(expected, Assert.Single(_folder.Errors(ServiceFolder.Valid + "\n" + lines, new Part("Gpu", "included", here))));
    }

    [Fact]
    public void Load_RowsOfACluster_AreRefused()
    {
        string here = typeof(ServiceFileTests).Assembly.GetName().Name!;
        string error = Assert.Single(_folder.Errors(
            ServiceFolder.Valid + "\nruntime: {kind: orleans}\nsinks: [{kind: log, path: rows.jsonl, content: latent}]", new Part("Orleans", "included", here)));
        Assert.EndsWith(
            "sinks[0].content: latent is not to be had with runtime.kind: orleans; write content: verdicts, or runtime: {kind: local}", error);
    }

    [Fact]
    public void Load_ASourceThatNobodyReads_IsAWarning()
    {
        ServiceFileResult result = _folder.Load(ServiceFolder.Valid + "\n  - {name: idle, kind: simulator, stream: cards}\n");
        Assert.NotNull(result.Configuration);
        Assert.EndsWith(
            "s.yaml:6:5: sources[2]: idle is read by no monitor; name it under source: of one, or remove it", Assert.Single(result.Warnings).ToString());
    }

    [Theory]
    [InlineData("", "s.yaml:1:1: the file is empty; begin with monitors: and a list of monitor files")]
    [InlineData("~", "s.yaml:1:1: the file is empty; begin with monitors: and a list of monitor files")]
    [InlineData("- a", "s.yaml:1:1: a list must be a mapping with keys such as data; write data: and its value, indented below")]
    [InlineData("monitors: [", "s.yaml:2:1: is not valid YAML (")]
    [InlineData("a\0b", "s.yaml:1:2: has the character U+0000; a service configuration is plain text; check that this is one")]
    public void Load_NoConfigurationAtAll_SaysSo(string text, string expected) => Assert.StartsWith(expected, Assert.Single(_folder.Errors(text)));

    [Fact]
    public void Load_WhateverTheFile_GivesErrorsAndNoException()
    {
        // Every cut of a correct file, and every character of it replaced by each of a few that mean something in YAML.
        string valid = ServiceFolder.Valid;
        for (int i = 0; i < valid.Length; i++)
        {
            AssertConsistent(_folder.Load(valid[..i]));
            foreach (char c in "{}[]:,&*!\t\n\"'#0\uFFFF")
            {
                AssertConsistent(_folder.Load(valid[..i] + c + valid[(i + 1)..]));
            }
        }
    }

    [Fact]
    public void Samples_AreValidAndTogetherShowEveryKey()
    {
        (string Variable, string? Before)[] secrets = [.. new[] { "KAFKA_PASSWORD", "STREAMAE_DB_PASSWORD" }.Select(v => (v, Environment.GetEnvironmentVariable(v)))];
        try
        {
            foreach ((string variable, _) in secrets)
            {
                Environment.SetEnvironmentVariable(variable, "x");
            }

            string[] paths = [.. new[] { "service.yaml", "kafka.yaml", "cluster.yaml" }.Select(name => Repository.PathTo("deploy", name))];
            var parts = new PartCatalog([new Part("Orleans", "included", typeof(ServiceFileTests).Assembly.GetName().Name!)]);
            Assert.All(paths, path =>
            {
                ServiceFileResult result = ServiceFile.Load(path, parts);
                Assert.Empty(result.Errors);
                Assert.Empty(result.Warnings);
            });
            string text = string.Concat(paths.Select(File.ReadAllText));
            Assert.All(ServiceKeys.Names, name => Assert.Contains($"{name}:", text));
        }
        finally
        {
            foreach ((string variable, string? before) in secrets)
            {
                Environment.SetEnvironmentVariable(variable, before);
            }
        }
    }

    private static void AssertConsistent(ServiceFileResult result) => Assert.Equal(result.Configuration is null, result.Errors.Count > 0);

    private static (double? Rate, ulong Seed, int? Entities, long? Events) SimulatorOf(ServiceConfiguration configuration)
    {
        SimulatorSource source = Assert.IsType<SimulatorSource>(configuration.Sources[1]);
        return (source.Rate, source.Seed, source.Entities, source.Events);
    }

    private static ServiceConfiguration Loaded(ServiceFileResult result)
    {
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }
}
