using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>Many models to fit.</summary>
/// <param name="Architecture">Of all of them.</param>
/// <param name="Options">Of all of them, but for <see cref="TrainingOptions.Seed"/>, which each model brings.</param>
/// <param name="Models">Any number, none included.</param>
public sealed record BatchTraining(Architecture Architecture, TrainingOptions Options, IReadOnlyList<ModelRows> Models)
{
    /// <summary>The options with the model's seed.</summary>
    public TrainingOptions OptionsOf(int model) => Options with { Seed = Models[model].Seed };

    /// <exception cref="ArgumentException">A model cannot be trained as it is.</exception>
    internal void Check()
    {
        Options.Validate();
        OptionCompatibility.Require(Architecture, Options);
        for (int m = 0; m < Models.Count; m++)
        {
            try
            {
                TrainingRows.Check(Architecture, Models[m].Rows.Span, Models[m].RowCount, Options);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"Model {m} of {Models.Count}: {error.Message}", error);
            }
        }
    }
}
