using StreamAe.Host.Configuration;
using StreamAe.Kafka.Decoding;

namespace StreamAe.Host.Tests.Configuration;

public sealed class KafkaSourceTests : IDisposable
{
    private const string Valid =
        """
        monitors: [a.yaml]
        sources:
          - name: one
            kind: kafka
            brokers: localhost:9092
            topics: readings
        """;

    private readonly ServiceFolder _folder = new();

    public KafkaSourceTests() => _folder.Write("a.yaml", "monitor: a\nentity: pump\nfeatures: [flow, level]\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LeavesDefaultsWhereKeysAreLeftOut()
    {
        KafkaSource read = Loaded(Valid);
        Assert.Equal(("one", "streamae", new KafkaStart(KafkaStartPlace.Earliest)), (read.Name, read.Group, read.Start));
        Assert.Equal(["localhost:9092"], read.Brokers);
        Assert.Equal(["readings"], read.Topics);
        Assert.Equal((RecordFormat.Json, null, null, TimeUnit.Seconds, false, 1 << 20),
            (read.Format.Format, read.Format.Entity, read.Format.Time, read.Format.TimeUnit, read.Format.NumbersAsStrings, read.Format.MaxRecordBytes));
        Assert.Empty(read.Format.Fields);
        Assert.Empty(read.Properties);
        Assert.Null(read.DeadLetterTopic);
    }

    [Fact]
    public void Load_ReadsEveryKey()
    {
        _folder.Write("secret", "hunter2\n");
        KafkaSource read = Loaded(
            """
            monitors: [a.yaml]
            sources:
              - name: one
                kind: kafka
                brokers: [k1:9092, "[::1]:9093"]
                topics: [a.b, c_d-e]
                group: g
                start: 2026-01-31T12:00:00+01:00
                format: json
                entity: header id
                time: record
                timeUnit: nanoseconds
                fields: {flow: 'v[0].a\.b', label: truth}
                numbersAsStrings: true
                maxRecordBytes: 100MiB
                deadLetterTopic: bad
                properties: {sasl.password: "x${file:secret}", client.id: 7}
            """);
        Assert.Equal(["k1:9092", "[::1]:9093"], read.Brokers);
        Assert.Equal(["a.b", "c_d-e"], read.Topics);
        Assert.Equal("g", read.Group);
        Assert.Equal(new KafkaStart(KafkaStartPlace.Time, new DateTimeOffset(2026, 1, 31, 11, 0, 0, TimeSpan.Zero)), read.Start);
        Assert.Equal((RecordFormat.Json, "header id", "record", TimeUnit.Nanoseconds, true, 100 << 20),
            (read.Format.Format, read.Format.Entity, read.Format.Time, read.Format.TimeUnit, read.Format.NumbersAsStrings, read.Format.MaxRecordBytes));
        Assert.Equal(@"v[0].a\.b", read.Format.Fields["flow"]);
        Assert.Equal("bad", read.DeadLetterTopic);
        Assert.Equal(("xhunter2", "7"), (read.Properties["sasl.password"].Reveal(), read.Properties["client.id"].Reveal()));
        Assert.DoesNotContain("hunter2", read.ToString());
    }

    [Theory]
    [InlineData("topics: ^plant-.*$", "^plant-.*$")]
    [InlineData("topics: [\"^(a|b)$\"]", "^(a|b)$")]
    public void Load_OnePatternOfTopics_IsTaken(string line, string pattern) =>
        Assert.Equal([pattern], Loaded(Valid.Replace("topics: readings", line)).Topics);

    [Fact]
    public void Load_TheStoreAndMemory_AreRead()
    {
        _folder.Write("db", "pw");
        ServiceConfiguration read = _folder.Load(
            Valid + "\nstore: {kind: postgresql, connection: \"Host=h;Password=${file:db}\", schema: s, instance: i-1}\nruntime: {memory: 2GiB}").Configuration!;
        PostgresStoreConfiguration store = Assert.IsType<PostgresStoreConfiguration>(read.Store);
        Assert.Equal(("Host=h;Password=pw", "s", "i-1"), (store.Connection.Reveal(), store.Schema, store.Instance));
        Assert.Equal(2L << 30, read.Runtime.Memory);
        Assert.Equal((null, null), (store.KeepScores, store.KeepAlerts));

        read = _folder.Load(Valid + "\nstore: {kind: sqlite, keepScores: 7d, keepAlerts: 90d}").Configuration!;
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(90)), (read.Store.KeepScores, read.Store.KeepAlerts));

        read = _folder.Load(Valid + "\nstore: {kind: sqlite}\nruntime: {memory: auto}").Configuration!;
        Assert.IsType<SqliteStoreConfiguration>(read.Store);
        Assert.Null(read.Runtime.Memory);
    }

    [Theory]
    [InlineData("format: jsn", "s.yaml:7:13: sources[0].format: jsn must be json, csv or protobuf; did you mean json?")]
    [InlineData("start: 17", "s.yaml:7:12: sources[0].start: 17 must be earliest, latest or a time such as 2026-01-31T12:00:00Z; try earliest")]
    [InlineData("start: erliest", "s.yaml:7:12: sources[0].start: erliest must be earliest, latest or a time such as 2026-01-31T12:00:00Z; did you mean earliest?")]
    [InlineData("group: a b", "s.yaml:7:12: sources[0].group: a b must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or digit; try streamae")]
    [InlineData("timeUnit: ms", "s.yaml:7:15: sources[0].timeUnit: ms must be seconds, milliseconds, microseconds or nanoseconds; try seconds")]
    [InlineData("maxRecordBytes: 1GiB", "s.yaml:7:21: sources[0].maxRecordBytes: 1GiB must lie between 1KiB and 100MiB; try 1MiB")]
    [InlineData("maxRecordBytes: 1MB", "s.yaml:7:21: sources[0].maxRecordBytes: 1MB must be bytes from 1KiB to 100MiB, plain or as in 512KiB, 100MiB or 2GiB; try 1MiB")]
    [InlineData("deadLetterTopic: ^x", "s.yaml:7:22: sources[0].deadLetterTopic: ^x must be a topic's name of 1 to 249 letters, digits, '.', '_' or '-'; give such a value")]
    [InlineData("fields: [flow]", "s.yaml:7:13: sources[0].fields: a list must be a mapping of at most 100,000 entries; write entries such as flow: values.flow")]
    [InlineData("fields: {flow: a, flow: b}", "s.yaml:7:23: sources[0].fields.flow: repeats line 7; keep one of the two")]
    [InlineData("fields: {flow: }", "s.yaml:7:20: sources[0].fields.flow: has no value; remove the line or give it one")]
    [InlineData("fields: {flow: a..b}", "s.yaml:7:20: sources[0].fields.flow: a..b must be names with dots between and indexes in brackets, as in values.flow or readings[0].v; put a backslash before a '.', '[' or '\\' that belongs to a name")]
    [InlineData("entity: 'header '", "s.yaml:7:13: sources[0].entity: header  names no header; write header and the name of one, as in header pump-id")]
    [InlineData("columns: [flow]", "s.yaml:7:14: sources[0].columns: a list belongs to format: csv, and this is format: json; remove columns, or change format")]
    [InlineData("format: csv", "s.yaml:3:5: sources[0].columns: is missing for format: csv; add columns: [pump, t, flow]")]
    [InlineData("format: protobuf", "s.yaml:3:5: sources[0].message: is missing for format: protobuf; add message: plant.v1.Reading")]
    [InlineData("follow: true", "s.yaml:7:13: sources[0].follow: true belongs to kind: files, and this is kind: kafka; remove follow, or change kind")]
    [InlineData("properties: sasl.password=hunter2", "s.yaml:7:17: sources[0].properties: must be a mapping of at most 1,000 entries; write entries such as security.protocol: SASL_SSL")]
    [InlineData("properties: {group.id: hunter2}", "s.yaml:7:28: sources[0].properties.group.id: is set by StreamAe itself; write group: beside properties:")]
    [InlineData("properties: {enable.auto.commit: \"true\"}", "s.yaml:7:38: sources[0].properties.enable.auto.commit: is set by StreamAe itself; remove it")]
    [InlineData(
        "properties: {sasl.password: \"hunter2${env:STREAMAE_NOT_SET}\"}",
        "s.yaml:7:33: sources[0].properties.sasl.password: refers to the environment variable STREAMAE_NOT_SET, which is not set or empty; set it for this process, or correct the name")]
    public void Load_AWrongKey_IsReportedWhereItStands(string line, string expected)
    {
        string[] errors = _folder.Errors($"{Valid}\n    {line}");
        Assert.Contains(expected, errors);
        Assert.DoesNotContain(errors, e => e.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("brokers: localhost:9092", "brokers: localhost", "s.yaml:5:14: sources[0].brokers: localhost must be a broker as host:port; try localhost:9092")]
    [InlineData("brokers: localhost:9092", "brokers: [a:1, b:0]", "s.yaml:5:20: sources[0].brokers[1]: b:0 must be a broker as host:port; try localhost:9092")]
    [InlineData("brokers: localhost:9092", "brokers: \"a:1,b:2\"", "s.yaml:5:14: sources[0].brokers: a:1,b:2 must be a broker as host:port; try localhost:9092")]
    [InlineData("    brokers: localhost:9092\n", "", "s.yaml:3:5: sources[0].brokers: is missing for kind: kafka; add brokers: localhost:9092")]
    [InlineData("topics: readings", "topics: []", "s.yaml:6:13: sources[0].topics: a list has 0 entries and must be a list of 1 to 1,000 entries; write it as [a, b]")]
    [InlineData("topics: readings", "topics: [a, b/c]", "s.yaml:6:17: sources[0].topics[1]: b/c must be a topic's name of 1 to 249 letters, digits, '.', '_' or '-', or a regular expression that begins with ^; give such a value")]
    [InlineData("topics: readings", "topics: \"^(\"", "s.yaml:6:13: sources[0].topics: ^( must be a topic's name of 1 to 249 letters, digits, '.', '_' or '-', or a regular expression that begins with ^; give such a value")]
    [InlineData("topics: readings", "topics: [a, ^b]", "s.yaml:6:13: sources[0].topics: a list has the pattern ^b among others; a pattern stands alone; join them into one pattern, as in ^(a|b-.*)$")]
    public void Load_WrongBrokersOrTopics_AreReportedWhereTheyStand(string right, string wrong, string expected) =>
        Assert.Contains(expected, _folder.Errors(Valid.Replace(right, wrong)));

    [Theory]
    [InlineData("store: {kind: postgres, connection: x}", "s.yaml:7:15: store.kind: postgres must be sqlite or postgresql; did you mean postgresql?")]
    [InlineData("store: {kind: sqlite, keepScores: 30s}", "s.yaml:7:35: store.keepScores: 30s must be a duration from 1m to 3650d such as 90s, 10m, 12h or 7d; try none")]
    [InlineData("store: {kind: postgresql}", "s.yaml:7:8: store.connection: is missing for kind: postgresql; add connection: \"Host=localhost;Username=streamae;Password=${env:STREAMAE_DB_PASSWORD}\"")]
    [InlineData("store: {kind: sqlite, schema: x}", "s.yaml:7:31: store.schema: x belongs to kind: postgresql, and this is kind: sqlite; remove schema, or change kind")]
    [InlineData(
        "store: {kind: sqlite, connection: \"Password=hunter2\"}",
        "s.yaml:7:35: store.connection: belongs to kind: postgresql, and this is kind: sqlite; remove connection, or change kind")]
    [InlineData("store: {kind: postgresql, connection: [hunter2]}", "s.yaml:7:39: store.connection: must be text of 1 to 10,000 characters without control characters; write the text, or ${env:NAME} or ${file:PATH} in its place")]
    [InlineData("runtime: {memory: 1MiB}", "s.yaml:7:19: runtime.memory: 1MiB must lie between 16MiB and 16TiB; try auto")]
    public void Load_AWrongStoreOrMemory_IsReportedWhereItStands(string line, string expected)
    {
        string[] errors = _folder.Errors($"{Valid}\n{line}");
        Assert.Contains(expected, errors);
        Assert.DoesNotContain(errors, e => e.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_AMonitorThatListsNoFeatures_IsReported()
    {
        _folder.Write("a.yaml", "monitor: a\n");
        Assert.Equal(
            ["s.yaml:1:12: monitors[0]: a.yaml holds the monitor a, which cannot read source one: fields: cannot be known: monitor a says features: all, and messages have no "
             + "header that lists them; list the features in the monitor file"],
            _folder.Errors(Valid));
    }

    [Fact]
    public void Load_AMonitorOfComputedFeaturesAlone_IsReported()
    {
        _folder.Write("a.yaml", "monitor: a\nfeatures: [{kind: sinceLast}]\n");
        Assert.Contains(
            "cannot read source one: fields: are none: monitor a has only features that are computed from the time, and a message needs a value; add a feature that is a field",
            Assert.Single(_folder.Errors(Valid)));
    }

    [Fact]
    public void Load_CsvColumnsThatAMonitorLacks_AreNamedWithTheMonitor() => Assert.Equal(
        [
            "s.yaml:1:12: monitors[0]: a.yaml holds the monitor a, which cannot read source one: fields.level: level is no column; the columns are pump, flow",
            "s.yaml:1:12: monitors[0]: a.yaml holds the monitor a, which cannot read source one: time: t is no column; the columns are pump, flow",
        ],
        _folder.Errors(Valid + "\n    format: csv\n    columns: [pump, flow]"));

    [Fact]
    public void Load_DescriptorsThatAreNone_AreReportedOnceForAllMonitors()
    {
        _folder.Write("b.yaml", "monitor: b\nentity: pump\nfeatures: [flow]\n");
        _folder.Write("x.desc", "no descriptors");
        string yaml = Valid.Replace("[a.yaml]", "[a.yaml, b.yaml]") + "\n    format: protobuf\n    message: x.Y\n    descriptors: ";
        Assert.Equal(
            [$"s.yaml:9:18: sources[0].descriptors: none.desc does not exist; write it with protoc --include_imports --descriptor_set_out=FILE"],
            _folder.Errors(yaml + "none.desc"));
        Assert.StartsWith("s.yaml:9:18: sources[0].descriptors: x.desc is no complete descriptor set (", Assert.Single(_folder.Errors(yaml + "x.desc")));
    }

    [Fact]
    public void Load_AFieldThatNoMonitorHas_IsAWarning()
    {
        ServiceFileResult result = _folder.Load(Valid + "\n    fields: {flwo: v.flow, label: truth}");
        Assert.NotNull(result.Configuration);
        Assert.EndsWith(
            "s.yaml:7:20: sources[0].fields.flwo: v.flow is the path of a feature that no monitor of this source has; did you mean flow?",
            Assert.Single(result.Warnings).ToString());
    }

    [Fact]
    public void Load_WhateverTheFile_GivesErrorsAndNoException()
    {
        string valid = Valid + "\n    fields: {flow: a}\n    properties: {x: \"${env:PATH}\"}\nstore: {kind: sqlite}\n";
        for (int i = 0; i < valid.Length; i++)
        {
            string[] texts = [valid[..i], .. "{}[]:,&*!\t\n\"'#0$^".Select(c => valid[..i] + c + valid[(i + 1)..])];
            foreach (string text in texts)
            {
                ServiceFileResult result = _folder.Load(text);
                Assert.Equal(result.Configuration is null, result.Errors.Count > 0);
            }
        }
    }

    private KafkaSource Loaded(string yaml)
    {
        ServiceFileResult result = _folder.Load(yaml);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        return Assert.IsType<KafkaSource>(Assert.Single(result.Configuration!.Sources));
    }
}
