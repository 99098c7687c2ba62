package main

// reviveDeadLetters has the dead letters tried again, as if they were new. It returns how many there were: those that die again meanwhile
// are not tried a second time. A crash between a copy and its original's removal makes two of a letter, and one of them is applied.
func reviveDeadLetters(given settings, log *logger) (int, error) {
	connection, err := dial(given, service+"-redrive")
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	channel, err := connection.Channel()
	if err != nil {
		return 0, err
	}
	names := newNames(given.prefix)
	out, err := newConfirmed(names, channel)
	if err != nil {
		return 0, err
	}
	if _, err := names.declareQueue(channel, given.prefix+eventQueue, nil); err != nil {
		return 0, err
	}
	letters, err := names.declareQueue(channel, names.deadQueue(), nil)
	if err != nil {
		return 0, err
	}
	for gone := range letters.Messages {
		letter, there, err := channel.Get(letters.Name, false)
		if err == nil && !there {
			return gone, nil
		}
		if err == nil {
			err = out.revive(letter)
		}
		if err == nil {
			err = letter.Ack(false)
		}
		if err != nil {
			log.Warn("letters stay where they are", "left", letters.Messages-gone)
			return gone, err
		}
	}
	return letters.Messages, nil
}
