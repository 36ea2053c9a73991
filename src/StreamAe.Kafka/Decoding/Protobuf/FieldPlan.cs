using Google.Protobuf.Reflection;

namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>What is done with a field of a message.</summary>
/// <param name="descriptor">Its description.</param>
/// <param name="path">As a detail shows it.</param>
/// <param name="counter">For a list, where its elements are counted; else −1.</param>
internal sealed class FieldPlan(FieldDescriptor descriptor, string path, int counter)
{
    private ValuePlan?[] _elements = [];

    public FieldDescriptor Field => descriptor;

    public int Number { get; } = descriptor.FieldNumber;

    public FieldType Type { get; } = descriptor.FieldType;

    /// <summary>How it lies in a message, but where it is packed.</summary>
    public WireType Wire { get; } = ProtobufRecordDecoder.WireOf(descriptor.FieldType);

    public string Path => path;

    public bool IsTimestamp { get; } = descriptor.FieldType == FieldType.Message && descriptor.MessageType.FullName == MessagePlanBuilder.Timestamp;

    /// <summary>For a field that is no list; null where it is only watched for what it clears.</summary>
    public ValuePlan? Value { get; set; }

    /// <summary>For a list: what is done with the elements that paths lead to.</summary>
    public IEnumerable<ValuePlan> Elements => _elements.OfType<ValuePlan>();

    public int Counter => counter;

    /// <summary>Slots of the other fields of its oneof, which this one takes the place of.</summary>
    public int[] Clears { get; set; } = [];

    public IEnumerable<int> AllSlots => (Value?.AllSlots ?? []).Concat(Elements.SelectMany(e => e.AllSlots));

    /// <summary>Null where no path leads to the element.</summary>
    public ValuePlan? ElementAt(int index) => (uint)index < (uint)_elements.Length ? _elements[index] : null;

    public void SetElement(int index, ValuePlan element)
    {
        Array.Resize(ref _elements, Math.Max(_elements.Length, index + 1));
        _elements[index] = element;
    }
}
