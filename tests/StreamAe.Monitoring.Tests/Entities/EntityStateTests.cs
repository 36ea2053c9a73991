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
        byte[] bytes = new byte[state.Bytes];
        state.Write(bytes);
        EntityState read = EntityState.Read(bytes, 3);
        Assert.Equal(13, Fields.Length);
        Assert.All(Fields, field => Assert.Equal(field.GetValue(state), field.GetValue(read)));
        Assert.Equal(Fields.Length, Fields.Select(f => f.GetValue(state)!.ToString()).Distinct().Count());
        Assert.Equal([1.5f, float.NaN, -0f], read.LastValues);
    }

    [Fact]
    public void Read_ANewEntity_HasSeenNothing()
    {
        var state = new EntityState(2);
        byte[] bytes = new byte[state.Bytes];
        state.Write(bytes);
        EntityState read = EntityState.Read(bytes, 2);
        Assert.Equal(long.MinValue, read.LastEventTime);
        Assert.Equal(long.MinValue, read.CooldownUntil);
        Assert.Equal([float.NaN, float.NaN], read.LastValues);
        Assert.Equal(float.NaN, read.SmoothedScore);
    }

    [Fact]
    public void Read_AnotherLengthOrVersion_IsRefused()
    {
        byte[] bytes = new byte[Filled().Bytes];
        Filled().Write(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes.AsSpan(0, length), 3));
        }

        Assert.Throws<InvalidDataException>(() => EntityState.Read([.. bytes, 0], 3));
        Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes, 2));
        Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes, 4));
        bytes[0]++;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => EntityState.Read(bytes, 3));
        Assert.Contains($"version {bytes[0]}", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Another value in every field, extremes among them.</summary>
    private static EntityState Filled()
    {
        var state = new EntityState(3);
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

        (state.LastValues[0], state.LastValues[2]) = (1.5f, -0f);
        return state;
    }
}
