using StreamAe.Host.Commands;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Host.Lab;

/// <summary>Rows from a VAE's prior: z ~ 𝒩(0, I), decoded.</summary>
internal static class RowSampler
{
    /// <exception cref="WrongUseException">A plain autoencoder's codes follow no known distribution.</exception>
    public static void RequireVariational(LabModel lab, string path)
    {
        if (!lab.IsVariational)
        {
            throw new WrongUseException($"{path}: {lab.Architecture} has no distribution of codes to draw from; train a model with --kind vae.");
        }
    }

    /// <param name="fixedCategories">For each condition the category of all rows; null draws one for each row.</param>
    public static (float[][] Rows, int[] Categories) Draw(LabModel lab, int count, ulong seed, int?[] fixedCategories)
    {
        var random = new PhiloxRandom(seed);
        float[] codes = new float[count * lab.Architecture.Latent];
        foreach (ref float unit in codes.AsSpan())
        {
            unit = random.NextGaussian();
        }

        int conditions = fixedCategories.Length;
        int[] categories = new int[count * conditions];
        for (int i = 0; i < categories.Length; i++)
        {
            int words = lab.Stored.Conditions[i % conditions].Categories.Length;
            categories[i] = fixedCategories[i % conditions] ?? random.NextInt32(words);
        }

        return (lab.Decode(codes, categories), categories);
    }
}
