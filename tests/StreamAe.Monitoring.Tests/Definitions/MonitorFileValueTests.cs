using StreamAe.Monitoring.Definitions;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

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
              - {kind: weekday, context: false}
              - {kind: sinceLast}
              - {name: site, kind: category, values: [north, south], context: true}
              - {name: load, context: true}
              - {name: plain, context: auto}
            window: 4
            scale: minMax
            model:
              kind: vae
              hidden: [16, 8]
              latent: 3
              activation: leakyRelu
              latentActivation: tanh
              outputActivation: sigmoid
              initialization: he
              beta: 0.25
            training:
              historyRows: 2016
              minRows: 288
              every: 1d
              epochs: 60
              minSteps: 0
              batchSize: 64
              loss: huber
              huberDelta: 0.5
              optimizer: sgd
              learningRate: 2e-3
              momentum: 0.8
              clipNorm: 5
              schedule: {kind: plateau, epochs: 3, factor: 0.25, warmUpSteps: 40}
              patience: 5
              holdout: 0.25
              maxRows: 9000
              seed: 18446744073709551615
              l1: 1e-5
              l2: 1e-4
              dropout: 0.1
              batchNormalization: true
              sparsity: {kind: none}
              noise: {kind: masking, level: 0.2}
              annealing: {kind: cyclical, epochs: 7}
              freeBits: 0.05
              pretrainingEpochs: 4
            cohort: {minRows: 5000, maxRows: 6000}
            score: {kind: reconstructionProbability, samples: 25, residuals: plain, smoothing: 5, clip: 8.5}
            threshold: {quantile: 0.9995}
            alert: {m: 3, n: 5, cooldown: 10m}
            data: {repeatedTime: accept, lateTime: accept, missing: mask, maxImputedShare: 0.25, silenceFactor: 0}
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
                FeatureDefinition.Weekday with { IsContext = false },
                FeatureDefinition.SinceLast,
                FeatureDefinition.Category("site", ["north", "south"]) with { IsContext = true },
                FeatureDefinition.Number("load") with { IsContext = true },
                FeatureDefinition.Number("plain"),
            ],
            definition.Features);
        Assert.Equal(4, definition.Window.Rows);
        Assert.Equal(InputScale.MinMax, definition.Scale);
        Assert.Equal(
            new ModelDefinition
            {
                Kind = ModelKind.Vae,
                Hidden = [16, 8],
                Latent = 3,
                Activation = Activation.LeakyRelu,
                OutputActivation = Activation.Sigmoid,
                Initialization = InitializationKind.He,
                Beta = 0.25f,
            },
            definition.Model);
        Assert.Equal(
            new TrainingDefinition
            {
                HistoryRows = 2016,
                MinRows = 288,
                Every = TimeSpan.FromDays(1),
                Epochs = 60,
                MinSteps = 0,
                BatchSize = 64,
                Loss = ReconstructionLoss.Huber,
                HuberDelta = 0.5,
                Optimizer = OptimizerKind.Sgd,
                LearningRate = 0.002,
                Momentum = 0.8,
                ClipNorm = 5,
                Schedule = new ScheduleDefinition { Kind = ScheduleKind.Plateau, Epochs = 3, Factor = 0.25, WarmUpSteps = 40 },
                Patience = 5,
                Holdout = 0.25,
                MaxRows = 9000,
                Seed = ulong.MaxValue,
                L1 = 1e-5,
                L2 = 1e-4,
                Dropout = 0.1,
                BatchNormalization = true,
                Noise = new NoiseDefinition { Kind = NoiseKind.Masking, Level = 0.2 },
                Annealing = new AnnealingDefinition { Kind = AnnealingKind.Cyclical, Epochs = 7 },
                FreeBits = 0.05,
                PretrainingEpochs = 4,
            },
            definition.Training);
        Assert.Equal(new CohortDefinition { MinRows = 5000, MaxRows = 6000 }, definition.Cohort);
        Assert.Equal(
            new ScoreDefinition
            {
                Kind = ScoreKind.ReconstructionProbability,
                Samples = 25,
                Residuals = ResidualScaling.Plain,
                Smoothing = 5,
                Clip = 8.5,
            },
            definition.Score);
        Assert.Equal(new ThresholdDefinition { Quantile = 0.9995 }, definition.Threshold);
        Assert.Equal(new AlertDefinition { M = 3, N = 5, Cooldown = TimeSpan.FromMinutes(10) }, definition.Alert);
        Assert.Equal(
            new DataDefinition
            {
                RepeatedTime = RepeatedTimePolicy.Accept,
                LateTime = LateTimePolicy.Accept,
                Missing = MissingPolicy.Mask,
                MaxImputedShare = 0.25,
                SilenceFactor = 0,
            },
            definition.Data);
        Assert.Equal(definition, Monitors.Read(MonitorFile.ToYaml(definition)));
    }

    [Fact]
    public void Parse_HistoryFeaturesAndTails_ArriveInTheirProperties()
    {
        MonitorDefinition definition = Monitors.Read(
            """
            monitor: cards
            features:
              - {kind: ratio, of: amount, prior: 30}
              - {kind: sum, of: amount, within: 36h, context: true}
              - {kind: count, within: 1800s}
              - {kind: speed, of: [latitude, longitude], context: true}
              - {kind: rarity, of: hourOfDay}
            model: {predict: true}
            training: {own: false, historyRows: 64}
            score:
              tails:
                - {of: ratio(amount), share: 0.7}
                - {of: ["count(30m)", rarity(hourOfDay)], share: 0.3}
              evidence: 3d
            """);

        Assert.Equal(
            ["ratio(amount)", "sum(amount, 36h)", "count(30m)", "speed(latitude, longitude)", "rarity(hourOfDay)"], definition.Features.Select(f => f.Name));
        Assert.Equal([FeatureKind.Ratio, FeatureKind.Sum, FeatureKind.Count, FeatureKind.Speed, FeatureKind.Rarity], definition.Features.Select(f => f.Kind));
        Assert.Equal([false, true, false, true, false], definition.Features.Select(f => f.IsContext));
        Assert.Equal((30.0, TimeSpan.FromHours(36)), (definition.Features[0].Prior, definition.Features[1].Within));
        Assert.Equal(["latitude", "longitude"], definition.Features[3].Of);
        Assert.True(definition.Model.Predict);
        Assert.False(definition.Training.Own);
        Assert.Equal(
            [new TailsDefinition { Of = ["ratio(amount)"], Share = 0.7 }, new TailsDefinition { Of = ["count(30m)", "rarity(hourOfDay)"], Share = 0.3 }],
            definition.Score.Tails);
        Assert.Equal(TimeSpan.FromDays(3), definition.Score.Evidence);
        Assert.Equal(definition, Monitors.Read(MonitorFile.ToYaml(definition)));
    }

    public static TheoryData<string, Func<MonitorDefinition, object>, object> Words => new()
    {
        { "model: {activation: linear}", d => d.Model.Activation, Activation.Linear },
        { "model: {activation: elu}", d => d.Model.Activation, Activation.Elu },
        { "model: {latentActivation: linear}", d => d.Model.LatentActivation, Activation.Linear },
        { "model: {latentActivation: sigmoid}", d => d.Model.LatentActivation, Activation.Sigmoid },
        { "{scale: minMax, model: {outputActivation: tanh}}", d => d.Model.OutputActivation, Activation.Tanh },
        { "model: {initialization: xavier}", d => d.Model.Initialization, InitializationKind.Xavier },
        { "{scale: minMax, model: {outputActivation: sigmoid}, training: {loss: bce}}", d => d.Training.Loss, ReconstructionLoss.BinaryCrossEntropy },
        { "training: {optimizer: rmsprop}", d => d.Training.Optimizer, OptimizerKind.RmsProp },
        { "training: {schedule: {kind: step}}", d => d.Training.Schedule.Kind, ScheduleKind.Step },
        { "training: {schedule: {kind: cosine}}", d => d.Training.Schedule.Kind, ScheduleKind.Cosine },
        { "training: {sparsity: {kind: divergence, target: 0.1, weight: 0.3}}", d => d.Training.Sparsity, new SparsityDefinition { Kind = SparsityKind.Divergence, Target = 0.1, Weight = 0.3 } },
        { "training: {sparsity: {kind: absolute}}", d => d.Training.Sparsity.Kind, SparsityKind.Absolute },
        { "training: {noise: {kind: gaussian}}", d => d.Training.Noise.Kind, NoiseKind.Gaussian },
        { "training: {noise: {kind: saltAndPepper}}", d => d.Training.Noise.Kind, NoiseKind.SaltAndPepper },
        { "{model: {kind: vae}, training: {annealing: {kind: linear}}}", d => d.Training.Annealing.Kind, AnnealingKind.Linear },
        { "{model: {kind: vae}, score: {kind: kl}}", d => d.Score.Kind, ScoreKind.Kl },
        { "{model: {kind: vae}, score: {kind: elbo}}", d => d.Score.Kind, ScoreKind.Elbo },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Parse_Word_IsTheValueItNames(string yaml, Func<MonitorDefinition, object> read, object expected)
    {
        MonitorDefinition definition = Monitors.Read(yaml[0] == '{' ? "{monitor: a, " + yaml[1..] : "monitor: a\n" + yaml);
        Assert.Equal(expected, read(definition));
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
        Assert.Equal("13da7cad58984ea61563ddc6373206be", new MonitorDefinition { Name = "a" }.Fingerprint);

    [Fact]
    public void Parse_Context_IsByKindUnlessItIsSaid()
    {
        IReadOnlyList<FeatureDefinition> features = Monitors.Read(
            "{monitor: a, features: [x, {kind: hourOfDay}, {kind: weekday, context: true}, {kind: sinceLast}, {name: z, context: false}]}").Features;

        Assert.Equal([false, true, true, false, false], features.Select(f => f.IsContext));
        Assert.Contains(
            "features: [x, {kind: hourOfDay}, {kind: weekday}, {kind: sinceLast}, z]\n",
            MonitorFile.ToYaml(new MonitorDefinition { Name = "a", Features = features }),
            StringComparison.Ordinal);
    }

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
            "{monitor: a, model: {latentActivation: linear}}",
            "{monitor: a, model: {outputActivation: tanh}}",
            "{monitor: a, model: {initialization: xavier}}",
            "{monitor: a, model: {initialization: he}}",
            "{monitor: a, scale: minMax}",
            "{monitor: a, features: [x, {name: y, context: true}]}",
            "{monitor: a, features: [x, {kind: weekday, context: false}]}",
            "{monitor: a, training: {loss: huber}}",
            "{monitor: a, training: {loss: huber, huberDelta: 2}}",
            "{monitor: a, training: {optimizer: sgd}}",
            "{monitor: a, training: {optimizer: sgd, momentum: 0.5}}",
            "{monitor: a, training: {clipNorm: 1}}",
            "{monitor: a, training: {schedule: {kind: step}}}",
            "{monitor: a, training: {schedule: {kind: step, epochs: 6}}}",
            "{monitor: a, training: {schedule: {kind: step, factor: 0.6}}}",
            "{monitor: a, training: {schedule: {warmUpSteps: 10}}}",
            "{monitor: a, training: {l1: 0.1}}",
            "{monitor: a, training: {l2: 0.1}}",
            "{monitor: a, training: {dropout: 0.1}}",
            "{monitor: a, training: {batchNormalization: true}}",
            "{monitor: a, training: {sparsity: {kind: divergence}}}",
            "{monitor: a, training: {sparsity: {kind: divergence, target: 0.1}}}",
            "{monitor: a, training: {sparsity: {kind: divergence, weight: 2}}}",
            "{monitor: a, training: {noise: {kind: masking}}}",
            "{monitor: a, training: {noise: {kind: masking, level: 0.3}}}",
            "{monitor: a, model: {kind: vae}, training: {annealing: {kind: linear}}}",
            "{monitor: a, model: {kind: vae}, training: {annealing: {kind: linear, epochs: 3}}}",
            "{monitor: a, model: {kind: vae}, training: {freeBits: 1}}",
            "{monitor: a, training: {pretrainingEpochs: 5}}",
            "{monitor: a, model: {kind: vae}, score: {kind: reconstructionProbability}}",
            "{monitor: a, model: {kind: vae}, score: {kind: reconstructionProbability, samples: 20}}",
            "{monitor: a, data: {missing: mask}}",
            "{monitor: a, training: {seed: 2}}",
            "{monitor: a, training: {every: 1d}}",
            "{monitor: a, training: {every: 2d}}",
            "{monitor: a, training: {learningRate: 0.00100000000001}}",
            "{monitor: a, cohort: none}",
            "{monitor: a, cohort: {minRows: 4001}}",
            "{monitor: a, score: {residuals: plain}}",
            "{monitor: a, alert: {n: 2}}",
            "{monitor: a, data: {repeatedTime: accept}}",
            "{monitor: a, features: [x, {kind: rate, of: x}]}",
            "{monitor: a, features: [x, {kind: rate, of: x, per: 1h}]}",
            "{monitor: a, features: [x, {kind: change, of: x}]}",
            "{monitor: a, features: [x, {kind: rollingMean, of: x, within: 1h}]}",
            "{monitor: a, features: [x, {kind: rollingMean, of: x, within: 2h}]}",
            "{monitor: a, features: [x, {kind: rollingDeviation, of: x, within: 1h}]}",
            "{monitor: a, features: [x, {kind: rollingMin, of: x, within: 1h}]}",
            "{monitor: a, features: [x, {kind: rollingMax, of: x, within: 1h, scale: robust}]}",
            "{monitor: a, features: [x, {name: y, kind: category, buckets: 16}]}",
            "{monitor: a, features: [x, {name: y, kind: category, buckets: 17}]}",
            "{monitor: a, features: [x, {name: y, kind: category, buckets: 16, context: true}]}",
            "{monitor: a, features: [x, {name: y, kind: category, values: [a]}]}",
            "{monitor: a, scale: robust}",
            "{monitor: a, features: [{name: x, scale: robust}, y]}",
            "{monitor: a, features: [{name: x, scale: standard}, y]}",
            "{monitor: a, features: [{name: x, scale: asinh, context: true}, y]}",
            "{monitor: a, features: [{kind: numbers, scale: minMax}]}",
            "{monitor: a, features: [x, {kind: sinceLast, scale: robust}]}",
            "{monitor: a, features: [x, {kind: ratio, of: x, scale: robust}]}",
            "{monitor: a, features: [x, {kind: ratio, of: x}]}",
            "{monitor: a, features: [x, {kind: ratio, of: y}]}",
            "{monitor: a, features: [x, {kind: ratio, of: x, prior: 3}]}",
            "{monitor: a, features: [x, {kind: mean, of: x}]}",
            "{monitor: a, features: [x, {kind: mean, of: x, context: true}]}",
            "{monitor: a, features: [x, {kind: count, within: 1h}]}",
            "{monitor: a, features: [x, {kind: count, within: 2h}]}",
            "{monitor: a, features: [x, {kind: sum, of: x, within: 2h}]}",
            "{monitor: a, features: [x, {kind: firstSeen, of: y}]}",
            "{monitor: a, features: [x, {kind: speed, of: [y, z]}]}",
            "{monitor: a, features: [x, {kind: speed, of: [z, y]}]}",
            "{monitor: a, features: [x, {kind: rarity, of: hourOfDay}]}",
            "{monitor: a, features: [x, {name: y, context: true}], model: {predict: true}}",
            "{monitor: a, training: {own: false}}",
            "{monitor: a, training: {own: false}, score: {tails: [{of: x}]}}",
            "{monitor: a, training: {own: false}, score: {tails: [{of: y}]}}",
            "{monitor: a, training: {own: false}, score: {tails: [{of: [x, y]}]}}",
            "{monitor: a, training: {own: false}, score: {tails: [{of: x, share: 0.5}]}}",
            "{monitor: a, training: {own: false}, score: {tails: [{of: x}], evidence: 3d}}",
        ];
        MonitorDefinition[] definitions = [new() { Name = "a" }, .. others.Select(Monitors.Read)];

        Assert.Distinct(definitions.Select(d => d.Fingerprint));
        Assert.Distinct(definitions);
        Assert.All(definitions, d => Assert.Equal(d, Monitors.Read(MonitorFile.ToYaml(d))));
    }
}
