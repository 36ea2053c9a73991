namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>What is done with a message: which of its fields are looked at, by number, and what those have that are not written.</summary>
internal sealed class MessagePlan
{
    private int[] _numbers = [];
    private FieldPlan[] _byNumber = [];

    public List<FieldPlan> Fields { get; } = [];

    /// <summary>Fields without presence: where the message is there and they are not, they have this value.</summary>
    public List<(int Slot, FieldValue Value)> Defaults { get; } = [];

    /// <summary>Names of the values of enumerations, by slot.</summary>
    public Dictionary<int, Dictionary<long, byte[]>> EnumerationNames { get; } = [];

    /// <summary>Lists whose elements are counted, here and within.</summary>
    public int Counters { get; set; }

    /// <param name="guess">Where the field probably is: behind the one before, since writers keep the order of numbers. Moved on.</param>
    public FieldPlan? Find(int number, ref int guess)
    {
        if ((uint)guess >= (uint)_numbers.Length || _numbers[guess] != number)
        {
            int found = Array.BinarySearch(_numbers, number);
            if (found < 0)
            {
                return null;
            }

            guess = found;
        }

        return _byNumber[guess++];
    }

    public void Seal()
    {
        _byNumber = [.. Fields.OrderBy(f => f.Number)];
        _numbers = [.. _byNumber.Select(f => f.Number)];
        foreach (FieldPlan field in Fields)
        {
            field.Value?.Message?.Seal();
            foreach (ValuePlan element in field.Elements)
            {
                element.Message?.Seal();
            }
        }
    }
}
