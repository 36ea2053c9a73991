using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>What a good file means.</summary>
public sealed class MonitorFileValueTests
{
    [Fact]
    public void Parse_NameAlone_GivesTheDefaultsOfTheRecords()
    {
        MonitorDefinition definition = Monitors.Read("monitor: pumps");

        Assert.Equal(new MonitorDefinition { Name = "pumps" }, definition);
        Assert.Empty(definition.Features);
        Assert.Null(definition.Window.Rows);
        Assert.Null(definition.Model.Hidden);
        Assert.Null(definition.Training.Every);
        Assert.True(definition.Cohort.Enabled);
        Assert.Equal((1, 1, TimeSpan.Zero), (definition.Alert.M, definition.Alert.N, definition.Alert.Cooldown));
    }

    [Fact]
    public void Parse_EveryKey_ArrivesInItsProperty()
    {
        MonitorDefinition definition = Monitors.Read(
            """
            monitor: all-keys_1.0
            description: "Say \"hello\""
            source: topic-1
            entity: pump
            time: at
            label: truth
            features:
              - pressure
              - {name: amount, transform: log1p}
              - {name: net, transform: signedLog}
              - {name: category, kind: category, values: [grocery, fuel, 7]}
              - {kind: hourOfDay}
              - {kind: weekday}
              - {kind: sinceLast}
            window: 4
            model: {kind: vae, hidden: [16, 8], latent: 3, activation: leakyRelu, beta: 0.25}
            training:
              historyRows: 2016
              minRows: 288
              every: 1d
              epochs: 60
              minSteps: 0
              batchSize: 64
              learningRate: 2e-3
              patience: 5
              holdout: 0.25
              maxRows: 9000
              seed: 18446744073709551615
            cohort: {minRows: 5000, maxRows: 6000}
            score: {kind: elbo, residuals: plain, smoothing: 5, clip: 8.5}
            threshold: {quantile: 0.9995}
            alert: {m: 3, n: 5, cooldown: 10m}
            data: {repeatedTime: accept, lateTime: accept, maxImputedShare: 0.25, silenceFactor: 0}
            """);

        // By property and not by equality of the whole: equality goes through the same table as the reader.
        Assert.Equal("all-keys_1.0", definition.Name);
        Assert.Equal("Say \"hello\"", definition.Description);
        Assert.Equal("topic-1", definition.Source);
        Assert.Equal(("pump", "at", "truth"), (definition.EntityField, definition.TimeField, definition.LabelField));
        Assert.Equal(
            [
                FeatureDefinition.Number("pressure"),
                FeatureDefinition.Number("amount", NumberTransform.Log1p),
                FeatureDefinition.Number("net", NumberTransform.SignedLog),
                FeatureDefinition.Category("category", ["grocery", "fuel", "7"]),
                FeatureDefinition.HourOfDay,
                FeatureDefinition.Weekday,
                FeatureDefinition.SinceLast,
            ],
            definition.Features);
        Assert.Equal(4, definition.Window.Rows);
        Assert.Equal(
            new ModelDefinition { Kind = ModelKind.Vae, Hidden = [16, 8], Latent = 3, Activation = "leakyRelu", Beta = 0.25f }, definition.Model);
        Assert.Equal(
            new TrainingDefinition
            {
                HistoryRows = 2016,
                MinRows = 288,
                Every = TimeSpan.FromDays(1),
                Epochs = 60,
                MinSteps = 0,
                BatchSize = 64,
                LearningRate = 0.002,
                Patience = 5,
                Holdout = 0.25,
                MaxRows = 9000,
                Seed = ulong.MaxValue,
            },
            definition.Training);
        Assert.Equal(new CohortDefinition { MinRows = 5000, MaxRows = 6000 }, definition.Cohort);
        Assert.Equal(
            new ScoreDefinition { Kind = ScoreKind.Elbo, Residuals = ResidualScaling.Plain, Smoothing = 5, Clip = 8.5 }, definition.Score);
        Assert.Equal(new ThresholdDefinition { Quantile = 0.9995 }, definition.Threshold);
        Assert.Equal(new AlertDefinition { M = 3, N = 5, Cooldown = TimeSpan.FromMinutes(10) }, definition.Alert);
        Assert.Equal(
            new DataDefinition { RepeatedTime = RepeatedTimePolicy.Accept, LateTime = LateTimePolicy.Accept, MaxImputedShare = 0.25, SilenceFactor = 0 }, definition.Data);
        Assert.Equal(definition, Monitors.Read(MonitorFile.ToYaml(definition)));
    }

    [Fact]
    public void Parse_WordsWithMeaning_AreRead()
    {
        MonitorDefinition definition = Monitors.Read(
            "{monitor: a, features: all, window: auto, model: {hidden: auto, latent: auto}, training: {every: never, batchSize: auto}, cohort: none}");

        Assert.Equal(new MonitorDefinition { Name = "a", Cohort = new CohortDefinition { Enabled = false } }, definition);
        Assert.False(definition.Cohort.Enabled);
    }

    [Fact]
    public void Parse_EmptyHidden_IsNoHiddenLayerAndNotAuto() =>
        Assert.Empty(Monitors.Read("{monitor: a, model: {hidden: []}}").Model.Hidden!);

    [Fact]
    public void Parse_BlockDescription_KeepsItsLines()
    {
        MonitorDefinition definition = Monitors.Read("monitor: a\ndescription: |\n  one\n  two\ttabs \"quoted\" \\ \U0001F600\n");

        Assert.Equal("one\ntwo\ttabs \"quoted\" \\ \U0001F600\n", definition.Description);
        Assert.Equal(definition.Description, Monitors.Read(MonitorFile.ToYaml(definition)).Description);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("12h", 43_200)]
    [InlineData("7d", 604_800)]
    [InlineData("0s", 0)]
    [InlineData("0d", 0)]
    [InlineData("365d", 31_536_000)]
    public void Parse_Duration_IsReadInItsUnit(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Monitors.Read($"{{monitor: a, alert: {{cooldown: {text}}}}}").Alert.Cooldown);

    [Theory]
    [InlineData("﻿monitor: a\r\nalert:\r\n  m: 2\r\n  n: 2\r\n")]
    [InlineData("---\nmonitor: a\nalert: {m: 2, n: 2}\n...\n")]
    [InlineData("# comment\n\nmonitor: a   # comment\nalert:\n    {m: 2,\n     n: 2}")]
    [InlineData("\"monitor\": \"a\"\n\"alert\": {\"m\": 2, \"n\": 2}")]
    public void Parse_OtherWaysToWriteTheSame_AreTheSame(string yaml) =>
        Assert.Equal(new MonitorDefinition { Name = "a", Alert = new AlertDefinition { M = 2, N = 2 } }, Monitors.Read(yaml));

    [Fact]
    public void Fingerprint_DefaultWrittenOutOrDescribed_IsTheSame()
    {
        string bare = Monitors.Read("monitor: a").Fingerprint;

        Assert.Equal(bare, Monitors.Read("{monitor: a, description: hello, training: {epochs: 50}, threshold: {quantile: 0.999}}").Fingerprint);
        Assert.Equal(bare, Monitors.Read(MonitorFile.ToYaml(new MonitorDefinition { Name = "a" })).Fingerprint);
    }

    /// <summary>Stores keep fingerprints: a change here makes every saved model look foreign and must be meant.</summary>
    [Fact]
    public void Fingerprint_OfTheDefaults_IsPinned() =>
        Assert.Equal("6cf4b65d22d4c1dddd23a90be61ce524", new MonitorDefinition { Name = "a" }.Fingerprint);

    [Fact]
    public void Fingerprint_OtherDefinition_IsAnother()
    {
        string[] others =
        [
            "monitor: b",
            "{monitor: a, source: b}",
            "{monitor: a, entity: pump}",
            "{monitor: a, time: at}",
            "{monitor: a, label: truth}",
            "{monitor: a, features: [x, y]}",
            "{monitor: a, features: [y, x]}",
            "{monitor: a, features: [x, {name: y, transform: log1p}]}",
            "{monitor: a, features: [x, {name: y, kind: category, values: [p, q]}]}",
            "{monitor: a, features: [x, {name: y, kind: category, values: [q, p]}]}",
            "{monitor: a, features: [x, {kind: weekday}]}",
            "{monitor: a, features: [x, {kind: sinceLast}]}",
            "{monitor: a, window: 1}",
            "{monitor: a, model: {kind: vae}}",
            "{monitor: a, model: {hidden: []}}",
            "{monitor: a, model: {hidden: [8, 4]}}",
            "{monitor: a, model: {latent: 4}}",
            "{monitor: a, model: {activation: relu}}",
            "{monitor: a, training: {seed: 2}}",
            "{monitor: a, training: {every: 1d}}",
            "{monitor: a, training: {every: 2d}}",
            "{monitor: a, training: {learningRate: 0.00100000000001}}",
            "{monitor: a, cohort: none}",
            "{monitor: a, cohort: {minRows: 4001}}",
            "{monitor: a, score: {residuals: plain}}",
            "{monitor: a, alert: {n: 2}}",
            "{monitor: a, data: {repeatedTime: accept}}",
        ];
        MonitorDefinition[] definitions = [new() { Name = "a" }, .. others.Select(Monitors.Read)];

        Assert.Distinct(definitions.Select(d => d.Fingerprint));
        Assert.Distinct(definitions);
        Assert.All(definitions, d => Assert.Equal(d, Monitors.Read(MonitorFile.ToYaml(d))));
    }
}
