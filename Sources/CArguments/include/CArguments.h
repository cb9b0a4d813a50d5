// The command line as the kernel handed it to this process.
#ifndef CARGUMENTS_H
#define CARGUMENTS_H

/// How many words it has, the program's name among them; negative where that is not known.
int keyturn_argument_count(void);

/// The words.
char *const *keyturn_argument_words(void);

#endif
