namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>What is done with one value: noted, walked into, or taken for a time.</summary>
internal sealed class ValuePlan
{
    /// <summary>What is found is put there.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>For a message that paths lead into.</summary>
    public MessagePlan? Message { get; set; }

    /// <summary>Every slot it may fill, itself or within.</summary>
    public IEnumerable<int> AllSlots => Slots.Concat(Message?.Fields.SelectMany(f => f.AllSlots) ?? []);

    public void Fill(int slot) => Slots = [.. Slots, slot];
}
