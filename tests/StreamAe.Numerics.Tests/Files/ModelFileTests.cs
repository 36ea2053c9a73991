using System.Security.Cryptography;
using System.Text;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Files;

public sealed class ModelFileTests
{
    private static readonly StoredModel Small = StoredModels.Random(new Architecture(3, [2], 1), 5);

    [Fact]
    public void WriteThenRead_OfManyShapes_IsTheSameModel()
    {
        var random = new PhiloxRandom(11);
        for (int i = 0; i < 40; i++)
        {
            Architecture drawn = RandomModels.Architecture(
                RandomModels.EdgeWidths[i % RandomModels.EdgeWidths.Length], i % 4, RandomModels.Activations[i % 6], RandomModels.LatentKinds[i % 2], ref random);
            ConditionColumn[] conditions = i % 3 == 0 ? [new("day", ["mo", "di"]), new("ort", ["a", "b", "c"])] : [];
            var architecture = new Architecture(
                drawn.Features, drawn.Hidden.ToArray(), drawn.Latent, drawn.LatentKind, drawn.HiddenActivation, drawn.LatentActivation, drawn.OutputActivation, i % 3 == 0 ? 5 : 0);
            StoredModel model = StoredModels.Random(architecture, (ulong)i, conditions);

            StoredModel read = Read(StoredModels.Bytes(model));

            Assert.Equal(model.Architecture, read.Architecture);
            Assert.Equal(model.Architecture.LatentActivation, read.Architecture.LatentActivation);
            Assert.Equal(model.Parameters, read.Parameters);
            Assert.Equal(model.FeatureNames, read.FeatureNames);
            Assert.Equal(model.Scaling.Offsets, read.Scaling.Offsets);
            Assert.Equal(model.Scaling.Scales, read.Scaling.Scales);
            Assert.Equal(model.Conditions.Select(c => (c.Name, string.Join('|', c.Categories))), read.Conditions.Select(c => (c.Name, string.Join('|', c.Categories))));
            Assert.Equal(model.Options, read.Options);
            Assert.Equal(model.Report.ValidationLoss, read.Report.ValidationLoss);
            Assert.Equal(model.Report.Outcome, read.Report.Outcome);
            Assert.Equal(ModelFile.Checksum(model), ModelFile.Checksum(read));
        }
    }

    [Fact]
    public void Write_BeginsWithTextForPeople()
    {
        string[] lines = Encoding.UTF8.GetString(StoredModels.Bytes(Small)).Split('\n');
        Assert.Matches(@"^StreamAe model, format 1, for streamae 0\.1\.0 or newer, header \d+ bytes, file \d+ bytes$", lines[0]);
        Assert.Equal("\"model\": \"3-2-1-2-3 tanh autoencoder\",", lines[2]);
        Assert.Contains("größe", lines[6]);
    }

    [Fact]
    public void Read_WithAnyByteFlipped_IsRefused()
    {
        byte[] bytes = StoredModels.Bytes(Small);
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte mask in (byte[])[1, 2, 0x10, 0x80, 0xFF])
            {
                byte[] changed = [.. bytes];
                changed[i] ^= mask;
                Assert.Throws<InvalidDataException>(() => Read(changed));
            }
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        byte[] bytes = StoredModels.Bytes(Small);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        }

        Assert.Throws<InvalidDataException>(() => Read([.. bytes, 0]));
        Assert.Contains("truncated: it has 900 of", Assert.Throws<InvalidDataException>(() => Read(bytes[..900])).Message);
    }

    [Fact]
    public void Read_OfOtherBytes_SaysThatItIsNoModel()
    {
        var random = new PhiloxRandom(3);
        for (int length = 0; length < 300; length++)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(_ => (byte)random.NextUInt32())];
            Assert.Contains("no model file", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message);
        }
    }

    [Fact]
    public void Read_OfANewerFormat_NamesTheProgramThatReadsIt()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("StreamAe model, format 2, for streamae 3.4.0 or newer, and what then comes is unknown");
        string message = Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;
        Assert.Contains("format 2", message);
        Assert.Contains("use streamae 3.4.0 or newer", message);
    }

    [Theory]
    [InlineData("\"hidden\":[2]", "\"hidden\":[4]", "The widths do not belong")]
    [InlineData("\"hidden\":[2]", "\"hidden\":[0]", "A layer has 1 to")]
    [InlineData("\"hidden\":[2]", "\"hidden\":[2000000000]", "A layer has 1 to")]
    [InlineData("\"hidden\":[2]", "\"hidden\":[4194304,4194304]", "needs more than")]
    [InlineData("\"hidden\":[2]", "\"hidden\":null", "lacks one of")]
    [InlineData("\"features\":3", "\"features\":\"3\"", "not that of a model")]
    [InlineData("\"latentKind\":\"deterministic\"", "\"latentKind\":\"quantum\"", "not that of a model")]
    [InlineData("\"condition\":0", "\"condition\":2", "The widths do not belong")]
    [InlineData("\"scaling\": \"standard\"", "\"scaling\": [[[", "no JSON object")]
    public void Read_OfAHeaderThatDoesNotFit_SaysWhat(string text, string instead, string message)
    {
        byte[] bytes = Reframe(Small, header => header.Replace(text, instead, StringComparison.Ordinal), body => body);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(bytes)).Message);
    }

    [Fact]
    public void Read_OfAParameterThatIsNaN_IsRefused()
    {
        byte[] bytes = Reframe(Small, header => header, body => [.. body[..^4], .. BitConverter.GetBytes(float.NaN)]);
        Assert.Contains("parameters are finite", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message);
    }

    [Fact]
    public void Read_OfAHugeHeaderLength_AllocatesNothingForIt()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("StreamAe model, format 1, for streamae 0.1.0 or newer, header 2000000000 bytes, file 200 bytes\n" + new string(' ', 200));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Save_OverAnotherModel_LeavesOneFile()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamae-model-");
        string path = Path.Combine(folder.FullName, "m.sae");
        ModelFile.Save(path, Small);
        StoredModel other = StoredModels.Random(new Architecture(4, [], 2, LatentKind.Gaussian), 6);
        ModelFile.Save(path, other);
        Assert.Equal(other.Parameters, ModelFile.Load(path).Parameters);
        Assert.Single(folder.GetFiles());
        folder.Delete(recursive: true);
    }

    private static StoredModel Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return ModelFile.Read(stream, "m.sae");
    }

    /// <summary>The file with another header and body, its lengths and checksum put right: damage that only a look at the content finds.</summary>
    private static byte[] Reframe(StoredModel model, Func<string, string> header, Func<byte[], byte[]> body)
    {
        byte[] bytes = StoredModels.Bytes(model);
        int lineEnd = Array.IndexOf(bytes, (byte)'\n') + 1;
        string line = Encoding.ASCII.GetString(bytes, 0, lineEnd);
        int headerBytes = int.Parse(line.Split("header ")[1].Split(' ')[0]);
        byte[] newHeader = Encoding.UTF8.GetBytes(header(Encoding.UTF8.GetString(bytes, lineEnd, headerBytes)));
        byte[] newBody = body(bytes[(lineEnd + headerBytes)..^32]);
        // Spaces before the header keep the first line's length apart from the numbers in it.
        string start = $"StreamAe model, format 1, for streamae 0.1.0 or newer, header {newHeader.Length:D9} bytes, file ";
        int length = start.Length + " bytes\n".Length + 9 + newHeader.Length + newBody.Length + 32;
        byte[] all = [.. Encoding.ASCII.GetBytes($"{start}{length:D9} bytes\n"), .. newHeader, .. newBody];
        return [.. all, .. SHA256.HashData(all)];
    }
}
