namespace StreamAe.Numerics.Files;

/// <summary>Latent codes of rows, with what decoding needs beside the model.</summary>
/// <param name="ModelChecksum">Which model made them: <see cref="ModelFile.Checksum"/>.</param>
/// <param name="Latent">J</param>
/// <param name="Codes">[N × J]</param>
/// <param name="Categories">[N × conditions] index of each row's category; empty for a model without conditions.</param>
/// <param name="Conditions">How many conditions the model has.</param>
public sealed record CodeSet(string ModelChecksum, int Latent, float[] Codes, int[] Categories, int Conditions)
{
    public int Count => Codes.Length / Latent;
}
