using System.Reflection;
using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class EntityStateTests
{
    private static readonly FieldInfo[] Fields = [.. typeof(EntityState).GetFields().Where(f => !f.IsStatic && !f.IsInitOnly)];

    [Fact]
    public void Read_OfWritten_HasEveryField()
    {
        EntityState state = Filled();
        byte[] bytes = Written(state);
        EntityState read = EntityState.Read(bytes, out ulong plan, out ulong judging);
        Assert.Equal((0x0102030405060708UL, 0x0102030405060718UL), (plan, judging));
        Assert.Equal(20, Fields.Length);
        Assert.All(Fields, field => Assert.Equal(field.GetValue(state), field.GetValue(read)));
        Assert.Equal(Fields.Length, Fields.Select(f => f.GetValue(state)!.ToString()).Distinct().Count());
    }

    [Fact]
    public void Write_KnownState_GivesTheBytesOfFormatVersion5()
    {
        // What data folders hold: another layout needs another version.
        byte[] bytes = Written(Filled());
        Assert.Equal(1 + (14 * sizeof(long)) + (8 * sizeof(int)), bytes.Length);
        Assert.Equal(
            "05" + "0807060504030201" + "1807060504030201" + "FEFFFFFFFFFFFF7F" + "FDFFFFFFFFFFFF7F" + "FCFFFFFFFFFFFF7F" + "FBFFFFFFFFFFFF7F" + "FAFFFFFFFFFFFF7F" + "F9FFFFFFFFFFFF7F"
            + "F8FFFFFFFFFFFF7F" + "F7FFFFFFFFFFFFFF" + "F6FFFFFFFFFFFF7F" + "00002441" + "00003441" + "00004441" + "0D000080" + "0E000080" + "0F000080" + "10000080"
            + "EEFFFFFFFFFFFF7F" + "EDFFFFFFFFFFFF7F" + "00009A41" + "EBFFFFFFFFFFFF7F",
            Convert.ToHexString(bytes));
    }

    [Fact]
    public void Read_ANewEntity_HasSeenNothing()
    {
        EntityState read = EntityState.Read(Written(new EntityState()));
        Assert.Equal(long.MinValue, read.LastEventTime);
        Assert.Equal(long.MinValue, read.CooldownUntil);
        Assert.Equal(float.NaN, read.SmoothedScore);
    }

    [Fact]
    public void Read_AnotherLengthOrVersion_IsRefused()
    {
        byte[] bytes = Written(Filled());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes.AsSpan(0, length)));
        }

        bytes[0]++;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes));
        Assert.Contains($"version {bytes[0]}", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Written(EntityState state)
    {
        byte[] bytes = new byte[EntityState.Bytes];
        state.Write(bytes, plan: 0x0102030405060708, judging: 0x0102030405060718);
        return bytes;
    }

    /// <summary>Another value in every field, extremes among them.</summary>
    private static EntityState Filled()
    {
        object state = new EntityState();
        int next = 1;
        foreach (FieldInfo field in Fields)
        {
            object value = field.FieldType.Name switch
            {
                nameof(Int64) => (object)(long.MaxValue - next),
                nameof(UInt64) => ulong.MaxValue - (ulong)next,
                nameof(Int32) => int.MinValue + next,
                _ => next + 0.25f,
            };
            field.SetValue(state, value);
            next++;
        }

        return (EntityState)state;
    }
}
