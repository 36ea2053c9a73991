using StreamAe.Host.Commands;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab;

/// <summary>From a table to a stored model, with every refusal that spares a person a useless training.</summary>
/// <param name="settings">The model that is asked for.</param>
/// <param name="maxBytes">What it may take.</param>
/// <param name="say">Takes what a person should know before and while it trains.</param>
/// <param name="progress">Told of every epoch; null where nobody looks.</param>
internal sealed class ModelTrainer(ModelSettings settings, long maxBytes, Action<string> say, IProgress<TrainingProgress>? progress = null)
{
    /// <summary>Before the rows are read: the least it can take, of the columns alone.</summary>
    /// <exception cref="InvalidDataException">It would not fit.</exception>
    public void RequireRoom(int features) => RequireRoom(ArchitectureOf(features, settings.Latent ?? LatentSearch.Sizes(features)[0], 0), rows: 1);

    /// <exception cref="InvalidDataException">The rows cannot be learnt from, do not fit, or the loss exploded.</exception>
    public StoredModel Train(LabTable table, IReadOnlyList<ConditionSpec> specs, CancellationToken cancellationToken)
    {
        int features = table.Features.Length;
        ConditionColumn[] conditions = [.. specs.Select(s => s.Resolve(table))];
        int context = conditions.Sum(c => c.Categories.Length);
        int[] categories = LabModel.Categories(conditions, table);
        RowScaling scaling = RowScaling.Fit(settings.ChosenScaling, table.Rows, features, out int[] constant);
        RequireVariety(table, constant);
        Architecture largest = ArchitectureOf(features, settings.Latent ?? LatentSearch.Sizes(features)[^1], context);
        RequireSense(largest, table);
        say(RequireRoom(largest, table.Count));
        float[] rows = LabModel.Prepare(largest, scaling, conditions, table.Rows, categories, 0, table.Count, settings.Options.MaskMissing);
        try
        {
            int latent = settings.Latent ?? FindLatent(features, context, rows, table.Count, cancellationToken);
            Architecture architecture = ArchitectureOf(features, latent, context);
            TrainedModel trained = AutoencoderTrainer.TrainWatched(architecture, rows, table.Count, settings.Options, progress, cancellationToken);
            RequireUsable(trained);
            return new StoredModel(architecture, trained.Parameters, table.Features, scaling, conditions, settings.Options, trained.Report);
        }
        catch (ArgumentException error)
        {
            throw new WrongUseException(FirstLine(error));
        }
    }

    private int FindLatent(int features, int context, float[] rows, int count, CancellationToken cancellationToken)
    {
        LatentSearchResult found = LatentSearch.Run(latent => ArchitectureOf(features, latent, context), features, rows, count, settings.Options, cancellationToken);
        foreach (LatentTrial trial in found.Trials)
        {
            say($"latent {trial.Latent}: validation error {trial.Error:G4}{(double.IsNaN(trial.Gain) ? "" : $", {trial.Gain:P0} less than before")}");
        }

        say($"latent auto: {found.Latent} units; {(found.IsFlat ? "more gain less than 5 %" : "even the largest size gained, so the data may want more: give --latent")}.");
        return found.Latent;
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

    /// <summary>The estimate, for people.</summary>
    private string RequireRoom(Architecture architecture, int rows)
    {
        MemoryEstimate estimate = EstimateOf(architecture, rows);
        // As read and as scaled.
        long rowBytes = rows * (long)(architecture.Features + architecture.RowStride) * sizeof(float);
        string text = $"{architecture}: {estimate.Parameters:N0} parameters, {ByteText.Of(estimate.TotalBytes + rowBytes)} to train "
            + $"(weights {ByteText.Of(estimate.WeightBytes)}, gradient {ByteText.Of(estimate.GradientBytes)}, moments {ByteText.Of(estimate.MomentBytes)}, "
            + $"a batch {ByteText.Of(estimate.ActivationBytes + estimate.BatchBytes + estimate.TransposedBytes)}, rows {ByteText.Of(rowBytes)})";
        if (estimate.TotalBytes + rowBytes > maxBytes)
        {
            throw new InvalidDataException(
                $"{text}: that does not fit; at most {ByteText.Of(maxBytes)} may be used. Narrow the layers (--hidden, --latent), give fewer columns (--features) or rows, lower --batch, or raise --max-memory.");
        }

        if (rows * (long)architecture.RowStride > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{rows:N0} rows of {architecture.RowStride:N0} values are more than {Array.MaxLength:N0} values, the most that one training takes. Give fewer rows or columns.");
        }

        return text;
    }

    private MemoryEstimate EstimateOf(Architecture architecture, int rows)
    {
        try
        {
            return MemoryEstimate.For(architecture, settings.Options, rows);
        }
        catch (ArgumentException error)
        {
            throw new WrongUseException(FirstLine(error));
        }
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

        foreach (string warning in trained.Report.Warnings)
        {
            say($"warning: {warning}");
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
