using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Commands.Lab;

/// <summary>Every option of model and training, for the commands that train.</summary>
internal sealed class TrainingCommandOptions
{
    private static readonly TrainingOptions Defaults = new();

    private static readonly (string, Activation)[] Activations =
    [
        ("tanh", Activation.Tanh), ("relu", Activation.Relu), ("leaky-relu", Activation.LeakyRelu), ("elu", Activation.Elu),
        ("sigmoid", Activation.Sigmoid), ("linear", Activation.Linear),
    ];

    private readonly Option<LatentKind> _kind;
    private readonly Option<int[]?> _hidden = new("--hidden")
    {
        Description = "Widths of the encoder's hidden layers, as 64,32; the decoder mirrors them. Default one layer half way between row and code; 'none' for none.",
        HelpName = "64,32",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text == "none")
            {
                return [];
            }

            int[] widths = [.. text.Split(',').Select(w => int.TryParse(w, out int width) ? width : 0)];
            if (widths.Contains(0))
            {
                result.AddError($"--hidden {text}: give widths of 1 or more between commas, as 64,32, or none.");
            }

            return widths;
        },
    };

    private readonly Option<int?> _latent = new("--latent")
    {
        Description = "Latent units, or auto: sizes that double as long as the validation error falls by 5 %. Default a quarter of the columns, at least 4.",
        HelpName = "J|auto",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text == "auto")
            {
                return Auto;
            }

            if (int.TryParse(text, out int latent) && latent > 0)
            {
                return latent;
            }

            result.AddError($"--latent {text}: give a number of units, 1 or more, or auto.");
            return null;
        },
    };

    private readonly Option<Activation> _activation = Choice.Of("--activation", "Of hidden layers.", "tanh", Activations);
    private readonly Option<Activation?> _latentActivation = Choice.Of("--latent-activation", "Of the code; a VAE's is linear. Default tanh.", null, Nullable(Activations));
    private readonly Option<Activation?> _outputActivation = Choice.Of("--output-activation", "Default sigmoid where rows are scaled to [0, 1], else linear.", null, Nullable(Activations));
    private readonly Option<ScalingKind?> _scaling = Choice.Of(
        "--scale",
        "How columns are scaled; the model file keeps it. shared: to [0, 1] by one range for all, for images. Default standard, with bce minmax.",
        null,
        ("standard", ScalingKind.Standard),
        ("minmax", ScalingKind.MinMax),
        ("shared", ScalingKind.SharedMinMax),
        ("none", (ScalingKind?)ScalingKind.None));

    private readonly Option<ReconstructionLoss> _loss = Choice.Of(
        "--loss",
        "Reconstruction loss.",
        "mse",
        ("mse", ReconstructionLoss.MeanSquared),
        ("bce", ReconstructionLoss.BinaryCrossEntropy),
        ("huber", ReconstructionLoss.Huber));

    private readonly Option<double> _huberDelta = Number("--huber-delta", "Residual from which Huber's loss is linear.", Defaults.HuberDelta);
    private readonly Option<OptimizerKind> _optimizer = Choice.Of("--optimizer", "Optimiser.", "adam", ("adam", OptimizerKind.Adam), ("sgd", OptimizerKind.Sgd), ("rmsprop", OptimizerKind.RmsProp));
    private readonly Option<double> _learningRate = Number("--learning-rate", "Step size before any schedule.", Defaults.Optimizer.LearningRate);
    private readonly Option<double> _momentum = Number("--momentum", "Of sgd.", Defaults.Optimizer.Momentum);
    private readonly Option<double> _clipNorm = Number("--clip-norm", "Longest gradient; 0 for any.", Defaults.Optimizer.ClipNorm);
    private readonly Option<ScheduleKind> _schedule = Choice.Of(
        "--schedule",
        "How the learning rate changes.",
        "constant",
        ("constant", ScheduleKind.Constant),
        ("step", ScheduleKind.Step),
        ("cosine", ScheduleKind.Cosine),
        ("plateau", ScheduleKind.Plateau));

    private readonly Option<int> _scheduleEpochs = Whole("--schedule-epochs", "Epochs of a step, or that a plateau waits.", Defaults.Schedule.Epochs);
    private readonly Option<double> _scheduleFactor = Number("--schedule-factor", "What a step or plateau multiplies the rate with.", Defaults.Schedule.Factor);
    private readonly Option<int> _warmUp = Whole("--warm-up", "Optimiser steps over which the rate rises from 0.", Defaults.Schedule.WarmUpSteps);
    private readonly Option<double> _l1 = Number("--l1", "Weight of Σ|w|.", 0);
    private readonly Option<double> _l2 = Number("--l2", "Weight of ½Σw².", 0);
    private readonly Option<double> _dropout = Number("--dropout", "Share of hidden units left out in a step.", 0);
    private readonly Option<bool> _batchNorm = new("--batch-norm") { Description = "Normalise hidden layers over the batch; folded into the weights at the end." };
    private readonly Option<SparsityKind> _sparsity = Choice.Of("--sparsity", "What keeps code units quiet.", "none", ("none", SparsityKind.None), ("kl", SparsityKind.Divergence), ("l1", SparsityKind.Absolute));
    private readonly Option<double> _sparsityTarget = Number("--sparsity-target", "ρ, the mean activation asked of each unit.", Defaults.Regularization.SparsityTarget);
    private readonly Option<double> _sparsityWeight = Number("--sparsity-weight", "λ of the sparsity term.", Defaults.Regularization.SparsityWeight);
    private readonly Option<NoiseKind> _noise = NoiseChoice("--noise", "How inputs are spoilt in training (denoising autoencoder).");
    private readonly Option<double> _noiseLevel = Number("--noise-level", "σ of gaussian noise in scaled units, else the share of spoilt inputs.", Defaults.Noise.Level);
    private readonly Option<double> _beta = Number("--beta", "Weight of a VAE's KL term.", Defaults.Variational.Beta);
    private readonly Option<AnnealingKind> _annealing = Choice.Of("--annealing", "How β rises.", "none", ("none", AnnealingKind.None), ("linear", AnnealingKind.Linear), ("cyclical", AnnealingKind.Cyclical));
    private readonly Option<int> _annealingEpochs = Whole("--annealing-epochs", "Epochs of the rise, or of one cycle.", Defaults.Variational.AnnealingEpochs);
    private readonly Option<double> _freeBits = Number("--free-bits", "Nats of each unit's KL that cost nothing.", 0);
    private readonly Option<InitializationKind> _init = Choice.Of("--init", "Spread of the first weights.", "auto", ("auto", InitializationKind.Automatic), ("xavier", InitializationKind.Xavier), ("he", InitializationKind.He));
    private readonly Option<int> _pretrainEpochs = Whole("--pretrain-epochs", "Epochs of layer-wise pretraining before joint training.", 0);
    private readonly Option<bool> _maskMissing = new("--mask-missing") { Description = "Empty fields are not observed: they count neither in loss nor in score." };
    private readonly Option<int> _epochs = Whole("--epochs", "Most passes over the rows.", Defaults.Epochs);
    private readonly Option<int> _minSteps = Whole("--min-steps", "Epochs are raised until so many optimiser steps are allowed.", Defaults.MinSteps);
    private readonly Option<int> _patience = Whole("--patience", "Epochs without a better validation loss before training stops; 0 for never.", Defaults.Patience);
    private readonly Option<double> _validationShare = Number("--validation-share", "Share of the rows that only measures.", Defaults.ValidationShare);
    private readonly Option<int> _batch = Whole("--batch", "Rows a step; 0 chooses.", 0);
    private readonly Option<ulong> _seed = LabOptions.Seed();
    private readonly Option<string?> _maxMemory = new("--max-memory") { Description = "Refuse to start where more would be needed, as 2GiB. Default 80 % of what this process may use.", HelpName = "size" };

    /// <param name="kind">The word of --kind where none is given.</param>
    public TrainingCommandOptions(string kind = "ae") =>
        _kind = Choice.Of("--kind", "Autoencoder or variational autoencoder.", kind, ("ae", LatentKind.Deterministic), ("vae", LatentKind.Gaussian));

    /// <summary>What --latent auto is parsed to: no width of its own.</summary>
    private const int Auto = 0;

    public static Option<NoiseKind> NoiseChoice(string name, string description) => Choice.Of(
        name,
        description,
        "none",
        ("none", NoiseKind.None),
        ("gaussian", NoiseKind.Gaussian),
        ("salt-and-pepper", NoiseKind.SaltAndPepper),
        ("masking", NoiseKind.Masking));

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _kind, _hidden, _latent, _activation, _latentActivation, _outputActivation, _scaling, _loss, _huberDelta, _optimizer, _learningRate, _momentum,
            _clipNorm, _schedule, _scheduleEpochs, _scheduleFactor, _warmUp, _l1, _l2, _dropout, _batchNorm, _sparsity, _sparsityTarget, _sparsityWeight,
            _noise, _noiseLevel, _beta, _annealing, _annealingEpochs, _freeBits, _init, _pretrainEpochs, _maskMissing, _epochs, _minSteps, _patience,
            _validationShare, _batch, _seed, _maxMemory,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <param name="features">D, for the default width of the code.</param>
    public ModelSettings Read(ParseResult parsed, int features)
    {
        int latent = parsed.GetValue(_latent) ?? Architecture.DefaultWidths(features).Latent;
        return new ModelSettings(
            parsed.GetValue(_kind),
            // Where the option is not given, the value of an array is empty, which here means no hidden layer.
            parsed.GetResult(_hidden) is null ? null : parsed.GetValue(_hidden),
            latent == Auto ? null : latent,
            parsed.GetValue(_activation),
            parsed.GetValue(_latentActivation),
            parsed.GetValue(_outputActivation),
            parsed.GetValue(_scaling),
            ReadTraining(parsed));
    }

    /// <summary>Bytes.</summary>
    public long MaxMemory(ParseResult parsed)
    {
        string? text = parsed.GetValue(_maxMemory);
        return text is null
            ? DefaultMemory()
            : ByteText.TryParse(text, out long bytes) ? bytes : throw new WrongUseException($"--max-memory {text}: give bytes, or a size such as 500MiB or 2GiB.");
    }

    /// <summary>A share of what this process may use, under a container's limit too.</summary>
    private static long DefaultMemory()
    {
        const double Share = 0.8;
        return (long)(Share * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    public bool MaskMissing(ParseResult parsed) => parsed.GetValue(_maskMissing);

    private TrainingOptions ReadTraining(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(_epochs),
        MinSteps = parsed.GetValue(_minSteps),
        BatchSize = parsed.GetValue(_batch),
        Patience = parsed.GetValue(_patience),
        ValidationShare = parsed.GetValue(_validationShare),
        Loss = parsed.GetValue(_loss),
        HuberDelta = parsed.GetValue(_huberDelta),
        Optimizer = new OptimizerOptions
        {
            Kind = parsed.GetValue(_optimizer),
            LearningRate = parsed.GetValue(_learningRate),
            Momentum = parsed.GetValue(_momentum),
            ClipNorm = parsed.GetValue(_clipNorm),
        },
        Schedule = new ScheduleOptions
        {
            Kind = parsed.GetValue(_schedule),
            Epochs = parsed.GetValue(_scheduleEpochs),
            Factor = parsed.GetValue(_scheduleFactor),
            WarmUpSteps = parsed.GetValue(_warmUp),
        },
        Regularization = new RegularizationOptions
        {
            L1 = parsed.GetValue(_l1),
            L2 = parsed.GetValue(_l2),
            Dropout = parsed.GetValue(_dropout),
            BatchNormalization = parsed.GetValue(_batchNorm),
            Sparsity = parsed.GetValue(_sparsity),
            SparsityTarget = parsed.GetValue(_sparsityTarget),
            SparsityWeight = parsed.GetValue(_sparsityWeight),
        },
        Noise = new NoiseOptions { Kind = parsed.GetValue(_noise), Level = parsed.GetValue(_noiseLevel) },
        Variational = new VariationalOptions
        {
            Beta = parsed.GetValue(_beta),
            Annealing = parsed.GetValue(_annealing),
            AnnealingEpochs = parsed.GetValue(_annealingEpochs),
            FreeBits = parsed.GetValue(_freeBits),
        },
        Initialization = parsed.GetValue(_init),
        PretrainingEpochs = parsed.GetValue(_pretrainEpochs),
        MaskMissing = parsed.GetValue(_maskMissing),
        Seed = parsed.GetValue(_seed),
    };

    private static (string, T?)[] Nullable<T>((string Word, T Value)[] choices)
        where T : struct => [.. choices.Select(c => (c.Word, (T?)c.Value))];

    private static Option<double> Number(string name, string description, double initial) =>
        new(name) { Description = $"{description} Default {initial}.", DefaultValueFactory = _ => initial, HelpName = "number" };

    private static Option<int> Whole(string name, string description, int initial) =>
        new(name) { Description = $"{description} Default {initial}.", DefaultValueFactory = _ => initial, HelpName = "n" };
}
