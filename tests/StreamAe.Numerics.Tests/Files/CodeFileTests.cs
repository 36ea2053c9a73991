using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Files;

public sealed class CodeFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamae-codes-");

    private string FilePath => Path.Combine(_folder.FullName, "c.saz");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(CodePrecision.Byte)]
    [InlineData(CodePrecision.Half)]
    [InlineData(CodePrecision.Single)]
    public void SaveThenLoad_KeepsCodesWithinTheStep(CodePrecision precision)
    {
        CodeSet set = Random(50, 3);
        CodeFile.Save(FilePath, set, precision);
        CodeSet read = CodeFile.Load(FilePath);
        Assert.Equal((set.ModelChecksum, set.Latent, set.Count, set.Conditions), (read.ModelChecksum, read.Latent, read.Count, read.Conditions));
        Assert.Equal(set.Categories, read.Categories);
        for (int i = 0; i < set.Codes.Length; i++)
        {
            float[] unit = [.. set.Codes.Where((_, k) => k % 3 == i % 3)];
            double error = precision switch
            {
                CodePrecision.Byte => ((unit.Max() - (double)unit.Min()) / 510) + 1e-6,
                CodePrecision.Half => Math.Abs(set.Codes[i]) / 2048,
                _ => 0,
            };
            Assert.InRange(Math.Abs(read.Codes[i] - set.Codes[i]), 0, error);
        }
    }

    [Fact]
    public void Save_OfAUnitThatNeverChanges_KeepsItExactly()
    {
        CodeFile.Save(FilePath, new CodeSet("m", 1, [0.3f, 0.3f], [], 0), CodePrecision.Byte);
        Assert.Equal([0.3f, 0.3f], CodeFile.Load(FilePath).Codes);
    }

    [Fact]
    public void Save_OfNoRows_IsReadAsNoRows()
    {
        CodeFile.Save(FilePath, new CodeSet("m", 2, [], [], 1), CodePrecision.Half);
        Assert.Equal(0, CodeFile.Load(FilePath).Count);
    }

    [Theory]
    [InlineData(float.NaN, CodePrecision.Byte)]
    [InlineData(float.PositiveInfinity, CodePrecision.Single)]
    [InlineData(70_000f, CodePrecision.Half)]
    public void Save_OfACodeThatCannotBeKept_NamesRowAndUnit(float code, CodePrecision precision)
    {
        var error = Assert.Throws<InvalidDataException>(() => CodeFile.Save(FilePath, new CodeSet("m", 2, [0, 0, 0, code], [], 0), precision));
        Assert.Contains("Row 2, unit 2", error.Message);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Load_CutOrFlippedAnywhere_IsRefused()
    {
        CodeFile.Save(FilePath, Random(4, 3), CodePrecision.Byte);
        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => Read(changed));
            Assert.Throws<InvalidDataException>(() => Read(bytes[..i]));
        }
    }

    [Fact]
    public void Load_OfAModel_SaysThatItIsNone()
    {
        byte[] model = StoredModels.Bytes(StoredModels.Random(new StreamAe.Numerics.Architectures.Architecture(3, [2], 1), 1));
        Assert.Contains("no codes file", Assert.Throws<InvalidDataException>(() => Read(model)).Message);
    }

    private static CodeSet Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return CodeFile.Read(stream, "c.saz");
    }

    private static CodeSet Random(int count, int latent)
    {
        var random = new PhiloxRandom(9);
        float[] codes = new float[count * latent];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = random.NextGaussian() * (1 + (i % latent));
        }

        return new CodeSet("abc", latent, codes, [.. Enumerable.Range(0, count * 2).Select(i => i * 17 % 300)], 2);
    }
}
