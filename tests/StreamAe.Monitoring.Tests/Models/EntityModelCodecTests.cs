using System.Buffers.Binary;
using System.Security.Cryptography;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Tests.Models;

public sealed class EntityModelCodecTests
{
    // Magic, format and origin, version, plan, trained through, rows, error, clip, kind of scale, then three arrays of two floats.
    private const int FlagsOffset = 4 + 2 + 2 + 4 + 8 + 8 + 4 + 4 + 4;
    private const int ScaleOffset = 4 + 2 + 2 + 4 + 8 + 8 + 4 + 4 + 4 + 4 + (3 * (4 + 8));

    [Fact]
    public void Read_OfWritten_IsTheModel()
    {
        EntityModel model = Model();
        EntityModel read = EntityModelCodec.Read(EntityModelCodec.Write(model));
        Assert.Equal(
            (model.Version, model.Origin, model.Plan, model.TrainedThrough, model.TrainingRows, model.HeldOutError),
            (read.Version, read.Origin, read.Plan, read.TrainedThrough, read.TrainingRows, read.HeldOutError));
        Assert.Equal(model.Parameters, read.Parameters);
        Assert.Equal(model.Scaler.Means.ToArray(), read.Scaler.Means.ToArray());
        Assert.Equal(model.Scaler.Deviations.ToArray(), read.Scaler.Deviations.ToArray());
        Assert.Equal(model.Scaler.DifferenceDeviations.ToArray(), read.Scaler.DifferenceDeviations.ToArray());
        Assert.Equal(model.Scaler.Clip, read.Scaler.Clip);
        Assert.Equal(model.Drift, read.Drift);
        Assert.Equal(model.Joint, read.Joint);
        Assert.Equal(model.Tails, read.Tails);
        Assert.Equal(model.Calibration.KnotScores.ToArray(), read.Calibration.KnotScores.ToArray());
        Assert.Equal(
            (model.Calibration.Scale, model.Calibration.Shape, model.Calibration.Samples),
            (read.Calibration.Scale, read.Calibration.Shape, read.Calibration.Samples));
    }

    [Fact]
    public void Read_ScalesThatDiffer_AreThoseWritten()
    {
        EntityModel model = Model() with { Scaler = new FeatureScaler([1, 2], [3, 4], 5, asinh: [false, true]) };
        FeatureScaler read = EntityModelCodec.Read(EntityModelCodec.Write(model)).Scaler;
        Assert.Equal([false, true], read.Asinh.ToArray());
        Assert.False(read.IsAsinh);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_KindOfScale_IsThatWritten(bool isAsinh)
    {
        EntityModel model = Model() with { Scaler = new FeatureScaler([1, 2], [3, 4], 5, asinh: [isAsinh, isAsinh]) };
        Assert.Equal(isAsinh, EntityModelCodec.Read(EntityModelCodec.Write(model)).Scaler.IsAsinh);
    }

    [Fact]
    public void Read_AnyBitChanged_IsRefused()
    {
        byte[] bytes = EntityModelCodec.Write(Model());
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => EntityModelCodec.Read(bytes));
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }

        Assert.Equal(7, EntityModelCodec.Read(bytes).Version);
    }

    [Fact]
    public void Read_CutOrExtended_IsRefused()
    {
        byte[] bytes = EntityModelCodec.Write(Model());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EntityModelCodec.Read(bytes.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => EntityModelCodec.Read([.. bytes, 0]));
    }

    [Fact]
    public void Read_ANewerFormat_SaysBothVersions()
    {
        byte[] bytes = EntityModelCodec.Write(Model());
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), 9);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => EntityModelCodec.Read(Signed(bytes)));
        Assert.Contains("format version 9; this program reads 5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScaleOffset, 0)] // a scale of 0
    [InlineData(ScaleOffset - 12, 1)] // fewer deviations than means: everything after is shifted
    [InlineData(ScaleOffset - 12, int.MaxValue)] // more numbers than bytes
    [InlineData(ScaleOffset - 12, -1)]
    [InlineData(FlagsOffset, 1)] // fewer flags than features: everything after is shifted
    [InlineData(FlagsOffset, int.MaxValue)]
    [InlineData(FlagsOffset, -1)]
    public void Read_SignedButContradictory_IsRefused(int offset, int value)
    {
        byte[] bytes = EntityModelCodec.Write(Model());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.Throws<InvalidDataException>(() => EntityModelCodec.Read(Signed(bytes)));
    }

    private static byte[] Signed(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 8)).AsSpan(0, 8).CopyTo(bytes.AsSpan(bytes.Length - 8));
        return bytes;
    }

    private static EntityModel Model() => new(
        7,
        ModelOrigin.Own,
        new FeatureScaler([1.5f, -2], [0.25f, 3], 10, [0.5f, 7]),
        [1, float.MinValue, float.Epsilon, -0f],
        ScoreCalibration.Fit([.. Enumerable.Range(0, 100).Select(i => i * 0.5f)]),
        123_456_789_012_345,
        321,
        0.75f)
    {
        Plan = 0xFEDC_BA98_7654_3210,
        Drift = [0.5f, -0.25f, 1, 1.5f],
        Joint = [3, 2, 1],
        Tails = [5, 4],
    };
}
