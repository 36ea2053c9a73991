using System.CommandLine;
using StreamAe.Host.Commands.Lab;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Tests.Lab;

public sealed class TrainingCommandOptionsTests
{
    [Fact]
    public void Read_OfNothing_IsTheEnginesDefaults()
    {
        ModelSettings settings = Read("");
        Assert.Equal(new TrainingOptions(), settings.Options);
        Assert.Equal((LatentKind.Deterministic, (int?)5, ScalingKind.Standard), (settings.Kind, settings.Latent, settings.ChosenScaling));
        Assert.Equal("20-13-5-13-20 tanh autoencoder", settings.ArchitectureFor(20, 5, 0).ToString());
        Assert.Equal(Activation.Linear, settings.ArchitectureFor(20, 5, 0).OutputActivation);
    }

    [Fact]
    public void Read_OfEveryOption_ReachesTheEngine()
    {
        ModelSettings settings = Read(
            "--kind vae --hidden 9,8 --latent 3 --activation elu --latent-activation sigmoid --output-activation tanh --scale none --loss huber --huber-delta 2 "
            + "--optimizer sgd --learning-rate 0.02 --momentum 0.8 --clip-norm 5 --schedule plateau --schedule-epochs 7 --schedule-factor 0.3 --warm-up 11 "
            + "--l1 0.1 --l2 0.2 --dropout 0.4 --batch-norm --sparsity kl --sparsity-target 0.15 --sparsity-weight 3 --noise masking --noise-level 0.6 "
            + "--beta 4 --annealing cyclical --annealing-epochs 12 --free-bits 0.7 --init he --pretrain-epochs 13 --mask-missing --epochs 14 --min-steps 15 "
            + "--patience 16 --validation-share 0.25 --batch 17 --seed 18");
        var expected = new TrainingOptions
        {
            Epochs = 14,
            MinSteps = 15,
            BatchSize = 17,
            Patience = 16,
            ValidationShare = 0.25,
            Loss = ReconstructionLoss.Huber,
            HuberDelta = 2,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.02, Momentum = 0.8, ClipNorm = 5 },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Epochs = 7, Factor = 0.3, WarmUpSteps = 11 },
            Regularization = new RegularizationOptions
            {
                L1 = 0.1,
                L2 = 0.2,
                Dropout = 0.4,
                BatchNormalization = true,
                Sparsity = SparsityKind.Divergence,
                SparsityTarget = 0.15,
                SparsityWeight = 3,
            },
            Noise = new NoiseOptions { Kind = NoiseKind.Masking, Level = 0.6 },
            Variational = new VariationalOptions { Beta = 4, Annealing = AnnealingKind.Cyclical, AnnealingEpochs = 12, FreeBits = 0.7 },
            Initialization = InitializationKind.He,
            PretrainingEpochs = 13,
            MaskMissing = true,
            Seed = 18,
        };
        Assert.Equal(expected, settings.Options);
        Architecture architecture = settings.ArchitectureFor(20, 3, 2);
        Assert.Equal("20-9-8-3-8-9-20 elu VAE given 2", architecture.ToString());
        Assert.Equal(Activation.Tanh, architecture.OutputActivation);
        Assert.Equal(ScalingKind.None, settings.ChosenScaling);
    }

    [Fact]
    public void Read_OfCrossEntropy_ScalesToSharesAndEndsInASigmoid()
    {
        ModelSettings settings = Read("--loss bce --hidden none --latent auto");
        Assert.Equal((ScalingKind.MinMax, null), (settings.ChosenScaling, settings.Latent));
        Architecture architecture = settings.ArchitectureFor(6, 2, 0);
        Assert.Equal((Activation.Sigmoid, "6-2-6 tanh autoencoder"), (architecture.OutputActivation, architecture.ToString()));
    }

    private static ModelSettings Read(string commandLine)
    {
        var options = new TrainingCommandOptions();
        var command = new Command("train");
        options.AddTo(command);
        ParseResult parsed = command.Parse(commandLine);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, features: 20);
    }
}
