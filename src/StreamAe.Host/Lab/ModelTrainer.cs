using StreamAe.Host.Commands;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab;

/// <summary>From a table to a stored model, with every refusal that spares a person a useless training.</summary>
/// <param name="settings">The model that is asked for.</param>
/// <param name="maxBytes">What it may take.</param>
/// <param name="say">Takes what a person should know before and while it trains.</param>
internal sealed class ModelTrainer(ModelSettings settings, long maxBytes, Action<string> say)
{
    /// <summary>Rows of the largest batch that is chosen automatically.</summary>
    private const int LargestAutomaticBatch = 256;

    /// <summary>Before the rows are read: the least it can take, of the columns alone.</summary>
    /// <exception cref="InvalidDataException">It would not fit.</exception>
    public void RequireRoom(int features) => RequireRoom(ArchitectureOf(features, settings.Latent ?? 1, 0), rows: 0);

    /// <exception cref="InvalidDataException">The rows cannot be learnt from, do not fit, or the loss exploded.</exception>
    public StoredModel Train(LabTable table, IReadOnlyList<ConditionSpec> specs, CancellationToken cancellationToken)
    {
        ConditionColumn[] conditions = [.. specs.Select(s => s.Resolve(table))];
        int context = conditions.Sum(c => c.Categories.Length);
        int[] categories = LabModel.Categories(conditions, table);
        RowScaling scaling = RowScaling.Fit(settings.ChosenScaling, table.Rows, table.Features.Length, out int[] constant);
        RequireVariety(table, constant);
        Architecture architecture = ArchitectureOf(table.Features.Length, settings.Latent ?? LatentSweep.Largest(table.Features.Length, table.Count), context);
        RequireSense(architecture, table);
        say($"{architecture}: {RequireRoom(architecture, table.Count)}");
        float[] rows = LabModel.Prepare(architecture, scaling, conditions, table.Rows, categories, 0, table.Count, settings.Options.MaskMissing);
        TrainedModel trained = settings.Latent is null
            ? new LatentSweep(latent => ArchitectureOf(table.Features.Length, latent, context), Fit, say).Run(table.Features.Length, table.Count)
            : Fit(architecture);
        RequireUsable(trained);
        return new StoredModel(trained.Architecture, trained.Parameters, table.Features, scaling, conditions, settings.Options, trained.Report);

        TrainedModel Fit(Architecture candidate)
        {
            try
            {
                return AutoencoderTrainer.Train(candidate, rows, table.Count, settings.Options, cancellationToken);
            }
            catch (ArgumentException error)
            {
                throw new WrongUseException(FirstLine(error));
            }
        }
    }

    private Architecture ArchitectureOf(int features, int latent, int context)
    {
        try
        {
            return settings.ArchitectureFor(features, latent, context);
        }
        catch (ArgumentException error)
        {
            throw new WrongUseException(FirstLine(error));
        }
    }

    private MemoryEstimate RequireRoom(Architecture architecture, long rows)
    {
        int batch = settings.Options.BatchSize > 0 ? settings.Options.BatchSize : LargestAutomaticBatch;
        MemoryEstimate estimate = MemoryEstimate.Of(architecture, rows, batch);
        if (estimate.TotalBytes > maxBytes)
        {
            throw new InvalidDataException(
                $"{architecture} does not fit: {estimate}, and at most {ByteText.Of(maxBytes)} may be used. Narrow the layers (--hidden, --latent), "
                + "give fewer columns (--features) or rows, lower --batch, or raise --max-memory.");
        }

        if (rows * architecture.RowStride > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{rows:N0} rows of {architecture.RowStride:N0} values are more than {Array.MaxLength:N0} values, the most that one training takes. Give fewer rows or columns.");
        }

        return estimate;
    }

    private void RequireVariety(LabTable table, int[] constant)
    {
        if (constant.Length == table.Features.Length)
        {
            throw new InvalidDataException(
                $"{table.File}: every column has one value in all {table.Count:N0} rows (the first, '{table.Features[0]}', is {table.Rows[0][0]}); there is nothing to learn. Give rows that differ.");
        }

        if (constant.Length > 0)
        {
            IEnumerable<string> names = constant.Take(5).Select(d => $"'{table.Features[d]}'");
            say($"warning: {constant.Length:N0} columns never change ({string.Join(", ", names)}{(constant.Length > 5 ? ", …" : "")}); they teach nothing. Leave them out with --features or --ignore.");
        }
    }

    private void RequireSense(Architecture architecture, LabTable table)
    {
        if (table.Count < architecture.Latent)
        {
            throw new InvalidDataException(
                $"{table.File}: {table.Count:N0} rows are fewer than the {architecture.Latent:N0} latent units; each row could have a unit of its own. Give more rows or a smaller --latent.");
        }

        if (architecture.Latent < architecture.Features || settings.Latent is null)
        {
            return;
        }

        TrainingOptions options = settings.Options;
        bool isHeld = settings.Kind == LatentKind.Gaussian || options.Noise.Kind != NoiseKind.None || options.Regularization.Sparsity != SparsityKind.None;
        string fact = $"--latent {architecture.Latent}: as many units as the {architecture.Features} columns or more can copy every row";
        if (!isHeld && architecture.Features > 1)
        {
            throw new WrongUseException($"{fact} and learn nothing. Make it smaller than {architecture.Features}, or hold it with --sparsity, --noise or --kind vae.");
        }

        say($"warning: {fact}; only its regularisation keeps it from that.");
    }

    private void RequireUsable(TrainedModel trained)
    {
        if (!trained.IsUsable)
        {
            throw new InvalidDataException(
                $"The loss became NaN or ∞ before the first epoch ended; there is no model. Lower --learning-rate (it is {settings.Options.Optimizer.LearningRate}), "
                + "set --clip-norm 1, or scale the rows (--scale standard).");
        }

        if (trained.Report.Outcome == TrainingOutcome.Diverged)
        {
            say($"warning: the loss became NaN or ∞ after epoch {trained.Report.TrainingLoss.Count}; the model is that of epoch {trained.Report.BestEpoch}. Lower --learning-rate or set --clip-norm.");
        }
    }

    /// <summary>Without the name of a parameter, which a person at a terminal does not know.</summary>
    private static string FirstLine(ArgumentException error)
    {
        string text = error.Message.Split('\n')[0];
        int parameter = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return parameter < 0 ? text : text[..parameter] + (error is ArgumentOutOfRangeException { ActualValue: { } actual } ? $" It is {actual}." : "");
    }
}
